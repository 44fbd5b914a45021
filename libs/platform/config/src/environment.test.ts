import { expect, test } from 'vitest';
import {
  databaseEnvironment,
  loggingEnvironment,
  metricsEnvironment,
  parseEnvironment,
  redisEnvironment,
  serverEnvironment,
} from './environment.ts';

const shape = {
  ...databaseEnvironment,
  ...redisEnvironment,
  ...serverEnvironment,
  ...metricsEnvironment,
  ...loggingEnvironment,
};

test('slices are composed and defaults filled in', () => {
  const env = {
    DATABASE_URL: 'postgres://u:p@db/x',
    REDIS_URL: 'rediss://r:6380',
    METRICS_PORT: '',
    HOME: '/root',
  };
  expect(parseEnvironment(env, shape)).toEqual({
    ok: true,
    value: {
      DATABASE_URL: 'postgres://u:p@db/x',
      REDIS_URL: 'rediss://r:6380',
      PORT: 3000,
      METRICS_PORT: 0,
      LOG_LEVEL: 'info',
    },
  });
});

test('lists of nodes and sentinels are checked and handed on as they are', () => {
  const env = { DATABASE_URL: 'postgresql://db/x', REDIS_URL: 'redis://r' };
  const lists = {
    REDIS_CLUSTER_NODES: 'a:6379, b:6380',
    REDIS_SENTINELS: 'mymaster@a:26379, b:26379',
  };
  expect(parseEnvironment({ ...env, ...lists }, shape)).toMatchObject({ ok: true, value: lists });
});

test('all errors come at once, by name and without values', () => {
  const env = { REDIS_URL: 'http://user:hunter22@r', PORT: '70000', LOG_LEVEL: 'loud', REDIS_SENTINELS: 'a' };
  const result = parseEnvironment(env, shape);
  expect(result.ok ? [] : result.errors).toEqual([
    { path: 'DATABASE_URL', message: 'переменная окружения не задана' },
    { path: 'REDIS_URL', message: 'адрес вида redis://сервер:6379 или rediss://…' },
    { path: 'REDIS_SENTINELS', message: 'список вида mymaster@узел1:26379,узел2:26379' },
    { path: 'PORT', message: 'номер порта от 0 до 65535' },
    { path: 'LOG_LEVEL', message: 'возможные значения: debug, info, warn, error, silent' },
  ]);
});
