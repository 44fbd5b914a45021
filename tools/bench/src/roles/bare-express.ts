import { createServer } from 'node:http';
import express from 'express';
import { listenOnFreePort } from './listen.ts';
import type { Role } from './serve-role.ts';

/** What Express itself can do; nothing is kept. */
export const bareExpress: Role = async () => {
  const app = express();
  app.use(express.json());
  app.post('/', (_request, response) => {
    response.status(202).json({ ok: true });
  });
  return listenOnFreePort(createServer(app));
};
