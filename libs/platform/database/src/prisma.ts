import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from './generated/client.ts';

/**
 * Prisma's client, for reading what people ask for now and then. Apps that only work off queues don't open one: its query compiler
 * costs some 25 MB of memory, and the hot paths say their SQL themselves (see docs/decisions).
 */
export const openPrisma = (options: { url: string; poolSize: number }): PrismaClient =>
  new PrismaClient({ adapter: new PrismaPg({ connectionString: options.url, max: options.poolSize }) });

export type { PrismaClient };
