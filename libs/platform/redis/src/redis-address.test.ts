import { describe, expect, it } from 'vitest';
import { parseNodes, parseRedisUrl, parseSentinels } from './redis-address.ts';

describe('a Redis URL', () => {
  it('gives host, port, credentials, database and TLS', () => {
    expect(parseRedisUrl('redis://127.0.0.1')).toEqual({ host: '127.0.0.1', port: 6379, db: 0, tls: false });
    expect(parseRedisUrl('rediss://user:p%40ss@redis.example:6380/3')).toEqual({
      host: 'redis.example',
      port: 6380,
      username: 'user',
      password: 'p@ss',
      db: 3,
      tls: true,
    });
    expect(parseRedisUrl('redis://:secret@[::1]:7000')).toMatchObject({ host: '::1', password: 'secret' });
  });

  it.each(['', 'redis', 'http://x', 'redis://x/second', 'redis://x/1.5'])('is refused: %j', (url) => {
    expect(() => parseRedisUrl(url)).toThrow(
      expect.objectContaining({ code: 'invalid_configuration' }) as Error,
    );
  });
});

describe('a list of nodes', () => {
  it('may leave out ports and have blanks', () => {
    expect(parseNodes('a:7001, b ,[::1]:7003,', 6379)).toEqual([
      { host: 'a', port: 7001 },
      { host: 'b', port: 6379 },
      { host: '::1', port: 7003 },
    ]);
  });

  it.each(['a:b', 'a:1:2', 'a b:1'])('is refused: %j', (text) => {
    expect(() => parseNodes(text, 6379)).toThrow('host:port');
  });

  it('of sentinels may name the master', () => {
    expect(parseSentinels('calls@a:26380,b')).toEqual({
      master: 'calls',
      nodes: [
        { host: 'a', port: 26380 },
        { host: 'b', port: 26379 },
      ],
    });
    expect(parseSentinels('a').master).toBe('mymaster');
  });
});
