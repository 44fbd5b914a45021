-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "onec_event" (
    "id" UUID NOT NULL,
    "infobase_id" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'pending',
    "error" TEXT,
    "processed_at" TIMESTAMPTZ(3),

    CONSTRAINT "onec_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "provider_event" (
    "id" UUID NOT NULL,
    "account_id" TEXT NOT NULL,
    "method" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "query" TEXT NOT NULL,
    "headers" JSONB NOT NULL,
    "body" BYTEA NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'pending',
    "error" TEXT,
    "provider_call_id" TEXT,
    "processed_at" TIMESTAMPTZ(3),

    CONSTRAINT "provider_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "booking" (
    "id" UUID NOT NULL,
    "infobase_id" TEXT NOT NULL,
    "external_id" TEXT NOT NULL,
    "number" TEXT,
    "version_at" TIMESTAMPTZ(3) NOT NULL,
    "version_id" UUID NOT NULL,
    "status" TEXT NOT NULL,
    "start_at" TIMESTAMPTZ(3),
    "zone" TEXT NOT NULL,
    "deleted" BOOLEAN NOT NULL DEFAULT false,
    "data" JSONB,
    "stopped" BOOLEAN NOT NULL DEFAULT false,
    "call_now" BOOLEAN NOT NULL DEFAULT false,
    "command_at" TIMESTAMPTZ(3) NOT NULL DEFAULT '-infinity'::timestamptz,
    "command_id" UUID,
    "plan_due_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "booking_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "reminder" (
    "id" UUID NOT NULL,
    "infobase_id" TEXT NOT NULL,
    "booking_id" UUID NOT NULL,
    "origin" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "phone" TEXT,
    "start_at" TIMESTAMPTZ(3),
    "zone" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "due_at" TIMESTAMPTZ(3),
    "closes_at" TIMESTAMPTZ(3) NOT NULL,
    "max_attempts" INTEGER NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "refusals" INTEGER NOT NULL DEFAULT 0,
    "retry_at" TIMESTAMPTZ(3),
    "asked_now" BOOLEAN NOT NULL DEFAULT false,
    "promised_id" UUID,
    "speech" JSONB,
    "decision_at" TIMESTAMPTZ(3),
    "decision_key" TEXT,
    "conflict" BOOLEAN NOT NULL DEFAULT false,
    "reason_code" TEXT,
    "final_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "reminder_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "attempt" (
    "id" UUID NOT NULL,
    "infobase_id" TEXT NOT NULL,
    "reminder_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "account_id" TEXT NOT NULL,
    "phone" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "provider_call_id" TEXT,
    "intended_at" TIMESTAMPTZ(3) NOT NULL,
    "placed_at" TIMESTAMPTZ(3),
    "answered_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "deadline_at" TIMESTAMPTZ(3) NOT NULL,
    "outcome" TEXT,
    "decision_at" TIMESTAMPTZ(3),
    "decision_key" TEXT,
    "hung_up" BOOLEAN NOT NULL DEFAULT false,
    "settled_by" TEXT,
    "conflict" BOOLEAN NOT NULL DEFAULT false,
    "provider_status" TEXT,
    "detail" TEXT,

    CONSTRAINT "attempt_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "decision" (
    "id" BIGSERIAL NOT NULL,
    "booking_id" UUID NOT NULL,
    "reminder_id" UUID,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "verdict" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "due_at" TIMESTAMPTZ(3),
    "trace" JSONB NOT NULL,

    CONSTRAINT "decision_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "outbox_event" (
    "ord" BIGSERIAL NOT NULL,
    "id" UUID NOT NULL,
    "infobase_id" TEXT NOT NULL,
    "seq" BIGINT,
    "subject" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "time" TIMESTAMPTZ(3) NOT NULL,
    "data" JSONB NOT NULL,
    "reminder_id" UUID,
    "final" BOOLEAN NOT NULL DEFAULT false,
    "state" TEXT NOT NULL DEFAULT 'pending',
    "tries" INTEGER NOT NULL DEFAULT 0,
    "next_try_at" TIMESTAMPTZ(3) NOT NULL,
    "lease_id" UUID,
    "lease_until" TIMESTAMPTZ(3),
    "delivered_at" TIMESTAMPTZ(3),
    "error" TEXT,

    CONSTRAINT "outbox_event_pkey" PRIMARY KEY ("ord")
);

-- CreateTable
CREATE TABLE "destination" (
    "infobase_id" TEXT NOT NULL,
    "last_seq" BIGINT NOT NULL DEFAULT 0,
    "acked_seq" BIGINT NOT NULL DEFAULT 0,
    "state" TEXT NOT NULL DEFAULT 'open',
    "reason" TEXT,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "next_try_at" TIMESTAMPTZ(3) NOT NULL DEFAULT '-infinity'::timestamptz,

    CONSTRAINT "destination_pkey" PRIMARY KEY ("infobase_id")
);

-- CreateTable
CREATE TABLE "account_pacing" (
    "account_id" TEXT NOT NULL,
    "next_call_at" TIMESTAMPTZ(3) NOT NULL,
    "paused_until" TIMESTAMPTZ(3),
    "reason" TEXT,

    CONSTRAINT "account_pacing_pkey" PRIMARY KEY ("account_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "onec_event_infobase_id_event_id_type_subject_key" ON "onec_event"("infobase_id", "event_id", "type", "subject");

-- CreateIndex
CREATE UNIQUE INDEX "booking_infobase_id_external_id_key" ON "booking"("infobase_id", "external_id");

-- CreateIndex
CREATE INDEX "reminder_booking_id_idx" ON "reminder"("booking_id");

-- CreateIndex
CREATE INDEX "attempt_reminder_id_idx" ON "attempt"("reminder_id");

-- CreateIndex
CREATE INDEX "attempt_account_id_provider_call_id_idx" ON "attempt"("account_id", "provider_call_id");

-- CreateIndex
CREATE INDEX "attempt_infobase_id_phone_intended_at_idx" ON "attempt"("infobase_id", "phone", "intended_at");

-- CreateIndex
CREATE INDEX "decision_booking_id_id_idx" ON "decision"("booking_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "outbox_event_id_key" ON "outbox_event"("id");

-- CreateIndex
CREATE UNIQUE INDEX "outbox_event_infobase_id_seq_key" ON "outbox_event"("infobase_id", "seq");

-- AddForeignKey
ALTER TABLE "reminder" ADD CONSTRAINT "reminder_booking_id_fkey" FOREIGN KEY ("booking_id") REFERENCES "booking"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "attempt" ADD CONSTRAINT "attempt_reminder_id_fkey" FOREIGN KEY ("reminder_id") REFERENCES "reminder"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What Prisma's schema cannot say: partial indexes for every claim, BRIN for pruning by time, and promise 4 as a constraint.

-- Sweeps of the inboxes: only what is not done is in the index.
CREATE INDEX "onec_event_pending_idx" ON "onec_event"("received_at") WHERE "state" = 'pending';
CREATE INDEX "provider_event_pending_idx" ON "provider_event"("received_at") WHERE "state" = 'pending';
-- Backlog of an account: does anything it said still wait?
CREATE INDEX "provider_event_backlog_idx" ON "provider_event"("account_id", "received_at") WHERE "state" = 'pending';
-- Before a call: has 1C said something about this booking that is not filed yet?
CREATE INDEX "onec_event_news_idx" ON "onec_event"("infobase_id", "subject") WHERE "state" = 'pending';
CREATE INDEX "onec_event_failed_idx" ON "onec_event"("infobase_id", "received_at") WHERE "state" = 'failed';
CREATE INDEX "provider_event_kept_idx" ON "provider_event"("account_id", "received_at") WHERE "state" IN ('unparsed', 'failed');
CREATE INDEX "provider_event_unmatched_idx" ON "provider_event"("account_id", "provider_call_id") WHERE "state" = 'unmatched';
CREATE INDEX "onec_event_received_idx" ON "onec_event" USING brin ("received_at");
CREATE INDEX "provider_event_received_idx" ON "provider_event" USING brin ("received_at");

-- Planning: bookings whose debounce ran out.
CREATE INDEX "booking_plan_due_idx" ON "booking"("plan_due_at") WHERE "plan_due_at" IS NOT NULL;

-- Dialing: reminders by when they are due, an account's own.
CREATE INDEX "reminder_due_idx" ON "reminder"("account_id", "due_at") WHERE "due_at" IS NOT NULL;
-- One planned reminder of a booking can be open at a time (calls ordered one by one stand beside it).
CREATE UNIQUE INDEX "reminder_open_key" ON "reminder"("booking_id") WHERE "state" IN ('planned', 'calling', 'waiting') AND "origin" = 'booking';
-- The plan preview of a day.
CREATE INDEX "reminder_preview_idx" ON "reminder"("infobase_id", "due_at") WHERE "due_at" IS NOT NULL;

-- Pacing: calls in progress of an account; the watchdog: those nobody spoke about in time.
CREATE INDEX "attempt_in_progress_idx" ON "attempt"("account_id") WHERE "state" IN ('intended', 'placed', 'answered', 'unclear');
CREATE INDEX "attempt_deadline_idx" ON "attempt"("deadline_at") WHERE "state" IN ('intended', 'placed', 'answered', 'unclear');

-- Delivery: what waits, in order, and in order within a subject.
CREATE INDEX "outbox_event_pending_idx" ON "outbox_event"("infobase_id", "ord") WHERE "state" = 'pending';
CREATE INDEX "outbox_event_pending_subject_idx" ON "outbox_event"("infobase_id", "subject", "ord") WHERE "state" = 'pending';
CREATE INDEX "outbox_event_leased_idx" ON "outbox_event"("infobase_id", "lease_until") WHERE "state" = 'pending' AND "lease_id" IS NOT NULL;
-- The sweep: who has something due; pull: what has no number yet.
CREATE INDEX "outbox_event_due_idx" ON "outbox_event"("infobase_id", "next_try_at") WHERE "state" = 'pending';
CREATE INDEX "outbox_event_unnumbered_idx" ON "outbox_event"("infobase_id", "ord") WHERE "state" = 'pending' AND "seq" IS NULL;
CREATE INDEX "outbox_event_rejected_idx" ON "outbox_event"("infobase_id", "ord") WHERE "state" = 'rejected';
-- Promise 4: exactly one final event of a reminder.
CREATE UNIQUE INDEX "outbox_event_final_key" ON "outbox_event"("reminder_id") WHERE "final";
CREATE INDEX "outbox_event_time_idx" ON "outbox_event" USING brin ("time");
-- Retention: bookings by when they were last written.
CREATE INDEX "booking_updated_idx" ON "booking" USING brin ("updated_at");
-- The plan preview: visits of a day.
CREATE INDEX "booking_start_idx" ON "booking"("infobase_id", "start_at");
