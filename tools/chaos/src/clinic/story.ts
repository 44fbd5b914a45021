/** One thing 1C posts, again and again under the same id until it gets a 2xx. */
export interface Post {
  /** After the run's beginning, ms. */
  atMs: number;
  path: 'events' | 'commands';
  body: Readonly<Record<string, unknown>>;
  /** Posted so many times at once, as 1C's background jobs do. */
  copies: number;
  /** What it means for the booking's calls. */
  effect: 'none' | 'restart' | 'withdraw';
}

/** A booking from its first post to what has to come of it. */
export interface Story {
  kind: StoryKind;
  infobase: string;
  bookingId: string;
  phone: string;
  posts: readonly Post[];
  /** How many finals 1C may get about it: a change may come before or after the answer. */
  finals: { least: number; most: number };
  /** No call before or after; instants in ms. */
  callable: { from: number; to: number };
}

export type StoryKind =
  | 'plain'
  | 'duplicated'
  | 'rewritten'
  | 'moved'
  | 'reordered'
  | 'cancelled'
  | 'deleted'
  | 'finished'
  | 'stopped'
  | 'called now'
  | 'aimed'
  | 'soon'
  | 'evening';

/** What the robot is given to say about the visit: so that every call tells which booking it is about. */
export const sayVisit = (bookingId: string): string => `Запись ${Number(bookingId.slice(-12))}`;

export const bookingIdOf = (n: number): string => `c0000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
