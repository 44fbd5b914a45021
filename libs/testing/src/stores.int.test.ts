import { randomBytes } from 'node:crypto';
import { createLogger } from '@perezvon/logger';
import { closeRedis, connectRedis } from '@perezvon/redis';
import { describe, expect, it } from 'vitest';
import { useDatabase, useRedis } from './index.ts';
import { databaseUrlOf, withPostgresAdmin } from './postgres-admin.ts';
import { providedPostgres } from './provided-servers.ts';
import { requireNoConnections } from './use-database.ts';

const first = useDatabase();
const second = useDatabase();
const redis = useRedis();
const nameOf = (url: string) => new URL(url).pathname.slice(1);

describe('a test database', () => {
  it('is one of its own for each call, cloned from the migrated template', async () => {
    expect(first.url).not.toBe(second.url);
    const { template, url } = providedPostgres();
    expect(template).toMatch(/^perezvon_template_[\da-f]{12}$/);
    await withPostgresAdmin(url, async (admin) => {
      expect(await admin.isTemplate(template)).toBe(true);
      expect(await admin.isTemplate(nameOf(first.url))).toBe(false);
    });
    await withPostgresAdmin(first.url, async (admin) => {
      expect(await admin.connectionsTo(nameOf(first.url))).toHaveLength(1);
    });
  });

  it('fails the file when a connection stays open', async () => {
    const { url } = providedPostgres();
    const name = `perezvon_test_${randomBytes(6).toString('hex')}`;
    await withPostgresAdmin(url, async (admin) => {
      await admin.create(name);
      await requireNoConnections(admin, name, 0);
      await withPostgresAdmin(databaseUrlOf(url, name), async () => {
        await expect(requireNoConnections(admin, name, 0)).rejects.toThrow('leaves 1 connections');
      });
      await requireNoConnections(admin, name);
      await admin.drop(name);
    });
  });
});

describe('a test Redis', () => {
  const logger = createLogger({ name: 'testing', level: 'silent' });

  it('takes keys under a random prefix', async () => {
    const connection = connectRedis({ url: redis.url, role: 'plain', logger });
    try {
      await connection.set(`{${redis.prefix}-queue}:x`, '1');
      expect(await connection.keys(`*${redis.prefix}*`)).toHaveLength(1);
    } finally {
      await closeRedis(connection);
    }
  });
});

describe('what a file left', () => {
  const inner = { prefix: '' };

  describe('in Redis', () => {
    const used = useRedis();
    it('is there while the file runs', async () => {
      inner.prefix = used.prefix;
      const connection = connectRedis({
        url: used.url,
        role: 'plain',
        logger: createLogger({ name: 'testing', level: 'silent' }),
      });
      await connection.set(`{${used.prefix}-queue}:x`, '1');
      await closeRedis(connection);
    });
  });

  it('is gone after it', async () => {
    const connection = connectRedis({
      url: redis.url,
      role: 'plain',
      logger: createLogger({ name: 'testing', level: 'silent' }),
    });
    expect(inner.prefix).not.toBe('');
    expect(await connection.keys(`*${inner.prefix}*`)).toEqual([]);
    await closeRedis(connection);
  });
});
