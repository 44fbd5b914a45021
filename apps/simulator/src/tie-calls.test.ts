import { expect, it } from 'vitest';
import { at, tellStory } from './__fixtures__/story.ts';
import { judge } from './judge.ts';
import { tieCalls } from './tie-calls.ts';

const phone = '79160000001';
const started = (guid: string, minute: number, told = phone) => ({
  ...{ type: 'booking.call_started', guid },
  data: { phone: told },
  time: at(minute).toISOString(),
});
const nameless = { guid: null };

it('calls without an id of ours are tied to the attempts of their telephone, in order of time', () => {
  const snapshot = tellStory()
    .call('one', nameless)
    .event('e1', started('a1', 0))
    .time(10)
    .call('other', { ...nameless, phone: '79160000002' })
    .event('e2', started('b1', 10, '79160000002'))
    .time(20)
    .call('two', nameless)
    .event('e3', started('a2', 20))
    .event('e4', { guid: 'a2', data: { phone } })
    .snapshot();
  expect(tieCalls(snapshot).calls.map(({ guid }) => guid)).toEqual(['a1', 'b1', 'a2']);
  expect(judge(snapshot).breaks).toEqual([]);
});

it('an attempt that never rang is passed over, and a call too many is one that nobody reported', () => {
  const snapshot = tellStory()
    .event('e1', started('never rang', 0))
    .time(20)
    .call('one', nameless)
    .call('two', nameless)
    .event('e2', started('a1', 20))
    .snapshot();
  expect(tieCalls(snapshot).calls.map(({ guid }) => guid)).toEqual(['a1', null]);
  expect(judge(snapshot).breaks.map(({ kind }) => kind)).toEqual(['unreported_call']);
});

it('a call that did not ring takes no attempt, and one with an id keeps its own', () => {
  const snapshot = tellStory()
    .call('refused', { ...nameless, placed: false })
    .call('own')
    .call('one', nameless)
    .event('e1', started('a1', 0))
    .snapshot();
  expect(tieCalls(snapshot).calls.map(({ guid }) => guid)).toEqual([null, 'own', 'a1']);
});
