-- AlterTable
ALTER TABLE "account_pacing" ADD COLUMN     "failures" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "attempt" ADD COLUMN     "asked_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "calling_account" (
    "infobase_id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "calling_account_pkey" PRIMARY KEY ("infobase_id")
);

-- CreateTable
CREATE TABLE "reconciliation" (
    "account_id" TEXT NOT NULL,
    "compared_until" TIMESTAMPTZ(3) NOT NULL,
    "next_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "reconciliation_pkey" PRIMARY KEY ("account_id")
);
