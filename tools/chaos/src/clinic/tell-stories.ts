import { createRandom, type Random } from '@perezvon/simulator';
import { bookingEvent, deletedEvent, wallTime } from '@perezvon/tools-demo';
import { rules } from '../system/rules.ts';
import { bookingIdOf, sayVisit, type Post, type Story, type StoryKind } from './story.ts';

export interface StoriesOptions {
  seed: string;
  count: number;
  /** Bookings arrive evenly over this time. */
  durationMs: number;
  startedAt: Date;
  zone: string;
  /** When the evening's infobase begins to call, ms; null: there is none. */
  eveningFrom: number | null;
}

interface Draft {
  n: number;
  kind: StoryKind;
  random: Random;
  /** When 1C posts it first, ms after the beginning. */
  atMs: number;
  phone: string;
  options: StoriesOptions;
}

type Told = Pick<Story, 'posts' | 'finals' | 'callable'>;

const hourMs = 3_600_000;
const leadMs = rules.leadHours * hourMs;
const stopBeforeMs = rules.stopBeforeVisitMinutes * 60_000;

const weights: Readonly<Record<StoryKind, number>> = {
  plain: 38,
  duplicated: 8,
  rewritten: 8,
  moved: 8,
  reordered: 5,
  cancelled: 6,
  deleted: 3,
  finished: 3,
  stopped: 4,
  'called now': 4,
  aimed: 6,
  soon: 5,
  evening: 6,
};

/** A visit of tomorrow whose reminder is due at once. */
const dueNow = 20 * hourMs;

const instant = ({ options }: Draft, afterMs: number): number => options.startedAt.getTime() + afterMs;

interface Version {
  atMs: number;
  /** Start of the visit, ms after the run's beginning. */
  startMs: number;
  status?: string;
  /** Ordinal among the booking's posts; part of the event's id. */
  post: number;
}

const versionOf = (draft: Draft, { atMs, startMs, status, post }: Version): Post['body'] => {
  const { n, phone, options } = draft;
  const { startedAt, zone, seed } = options;
  const visit = {
    id: bookingIdOf(n),
    number: `Б-${n}`,
    patient: 'Смирнова Анна Петровна',
    phone: `+${phone}`,
    specialization: 'Терапевт',
    start: wallTime(new Date(startedAt.getTime() + startMs), zone),
    call: { say_visit: sayVisit(bookingIdOf(n)) },
    ...(status === undefined ? {} : { status }),
  };
  const modifiedAt = wallTime(new Date(startedAt.getTime() + atMs), zone);
  return bookingEvent(visit, { id: `${seed}-${n}-${post}`, modifiedAt });
};

const booking = (draft: Draft, version: Version, about: Partial<Post> = {}): Post => ({
  atMs: version.atMs,
  path: 'events',
  body: versionOf(draft, version),
  copies: 1,
  effect: 'none',
  ...about,
});

const command = (draft: Draft, name: string, about: Pick<Post, 'atMs' | 'effect'>): Post => ({
  path: 'commands',
  copies: 1,
  body: { id: `${draft.options.seed}-${draft.n}-command`, command: name, booking_id: bookingIdOf(draft.n) },
  ...about,
});

const always = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };
const once = { least: 1, most: 1 };
const maybe = { least: 0, most: 1 };
const onceOrTwice = { least: 1, most: 2 };

const first = (draft: Draft, startMs = dueNow, about: Partial<Post> = {}): Post =>
  booking(draft, { atMs: draft.atMs, startMs, post: 0 }, about);

/** Versions of one booking are seconds apart: 1C's clock knows no less. */
const later = ({ atMs, random }: Draft): number => atMs + random.between(2_500, 16_000);

/** Either due at once, so that the change comes during or after the call, or only after the change. */
const dueSometime = ({ random, atMs }: Draft): number =>
  random.chance(0.5) ? dueNow : atMs + leadMs + random.between(18_000, 25_000);

const withdrawn =
  (status: string) =>
  (draft: Draft): Told => {
    const startMs = dueSometime(draft);
    const atMs = later(draft);
    const change = booking(draft, { atMs, startMs, status, post: 1 }, { effect: 'withdraw' });
    return { posts: [first(draft, startMs), change], finals: maybe, callable: always };
  };

const rewritten = (draft: Draft): Told => {
  const times = draft.random.between(2, 5);
  const posts = Array.from({ length: times }, (_, post) => {
    const atMs = draft.atMs + post * draft.random.between(30, 2_000);
    return booking(draft, { atMs, startMs: dueNow, post });
  });
  return { posts, finals: once, callable: always };
};

const moved = (draft: Draft): Told => {
  const change = { atMs: later(draft), startMs: dueNow + 2 * hourMs, post: 1 };
  const posts = [first(draft, dueSometime(draft)), booking(draft, change, { effect: 'restart' })];
  return { posts, finals: onceOrTwice, callable: always };
};

/** The newer version comes first, the older one late. */
const reordered = (draft: Draft): Told => {
  const newer = booking(draft, { atMs: draft.atMs, startMs: dueNow + 2 * hourMs, post: 1 });
  const older = booking(draft, { atMs: draft.atMs - 5_000, startMs: dueNow, post: 0 });
  const posts = [
    newer,
    { ...older, atMs: draft.atMs + draft.random.between(0, 4_000), effect: 'restart' as const },
  ];
  return { posts, finals: onceOrTwice, callable: always };
};

const deleted = (draft: Draft): Told => {
  const body = deletedEvent({ id: bookingIdOf(draft.n) }, `${draft.options.seed}-${draft.n}-deleted`);
  const deletion: Post = { atMs: later(draft), path: 'events', body, copies: 1, effect: 'withdraw' };
  return { posts: [first(draft, dueSometime(draft)), deletion], finals: maybe, callable: always };
};

const aimed = (draft: Draft): Told => {
  const startMs = Math.ceil((draft.atMs + draft.random.between(12_000, 25_000)) / 1_000) * 1_000 + leadMs;
  const from = Math.floor((instant(draft, startMs) - leadMs) / 1_000) * 1_000;
  return { posts: [first(draft, startMs)], finals: once, callable: { ...always, from } };
};

const soon = (draft: Draft): Told => {
  const startMs = draft.atMs + stopBeforeMs + draft.random.between(5_000, 30_000);
  const to = instant(draft, startMs) - stopBeforeMs;
  return { posts: [first(draft, startMs)], finals: once, callable: { ...always, to } };
};

const tellers: Readonly<Record<StoryKind, (draft: Draft) => Told>> = {
  plain: (draft) => ({ posts: [first(draft)], finals: once, callable: always }),
  duplicated: (draft) => ({
    posts: [first(draft, dueNow, { copies: draft.random.between(2, 5) })],
    finals: once,
    callable: always,
  }),
  rewritten,
  moved,
  reordered,
  cancelled: withdrawn('Отменена'),
  finished: withdrawn('Пришел'),
  deleted,
  stopped: (draft) => ({
    posts: [
      first(draft, dueSometime(draft)),
      command(draft, 'booking.stop', { atMs: later(draft), effect: 'withdraw' }),
    ],
    finals: maybe,
    callable: always,
  }),
  'called now': (draft) => ({
    posts: [
      first(draft, dueSometime(draft)),
      command(draft, 'booking.call_now', { atMs: later(draft), effect: 'restart' }),
    ],
    finals: onceOrTwice,
    callable: always,
  }),
  aimed,
  soon,
  evening: (draft) => ({
    posts: [first(draft)],
    finals: once,
    callable: { ...always, from: draft.options.eveningFrom ?? Number.NEGATIVE_INFINITY },
  }),
};

const familyShare = 0.15;
const phoneOf = (n: number): string => `7900${String(n).padStart(7, '0')}`;

/** After the last fault, when even a circuit that opened with it lets calls through again. */
const afterwards = { firstMs: 12_000, everyMs: 1_500, count: 8 } as const;

/** Something to call about for every infobase once its accounts are well: only a call that is taken brings an account back. */
const tellAfterwards = (options: StoriesOptions): Story[] => {
  const { seed, count, durationMs, eveningFrom } = options;
  const kinds = eveningFrom === null ? (['plain'] as const) : (['plain', 'evening'] as const);
  return kinds.flatMap((kind, row) =>
    Array.from({ length: afterwards.count }, (_, place) => {
      const n = count + row * afterwards.count + place;
      const random = createRandom(`${seed}/story/${n}`);
      const atMs = durationMs + afterwards.firstMs + place * afterwards.everyMs;
      const infobase = kind === 'evening' ? 'evening' : 'clinic';
      const draft: Draft = { n, kind, random, atMs, phone: phoneOf(count + n), options };
      return { kind, infobase, bookingId: bookingIdOf(n), phone: draft.phone, ...tellers[kind](draft) };
    }),
  );
};

/** Some share a telephone with the one before. */
const tellDuring = (options: StoriesOptions): Story[] => {
  const { seed, count, durationMs, eveningFrom } = options;
  let family = 0;
  return Array.from({ length: count }, (_, n) => {
    const random = createRandom(`${seed}/story/${n}`);
    const drawn = random.weighted<StoryKind>(weights, 'plain');
    const kind = drawn === 'evening' && eveningFrom === null ? 'plain' : drawn;
    if (!random.chance(familyShare)) family = n;
    const atMs = Math.round((n / count) * durationMs) + random.between(0, 400);
    const infobase = kind === 'evening' ? 'evening' : 'clinic';
    // A person's calls are counted within an infobase: nobody is a patient of both.
    const phone = kind === 'evening' ? phoneOf(count + n) : phoneOf(family);
    const draft: Draft = { n, kind, random, atMs, phone, options };
    return { kind, infobase, bookingId: bookingIdOf(n), phone: draft.phone, ...tellers[kind](draft) };
  });
};

/** All bookings of a run: nothing but the seed (and the moment it starts) decides. */
export const tellStories = (options: StoriesOptions): Story[] => [
  ...tellDuring(options),
  ...tellAfterwards(options),
];
