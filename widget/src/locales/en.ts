import { grouped } from './grouped.ts';
import { places } from './places.ts';
import type { Strings } from './localize.ts';

export const en: Strings = {
  here: (n) => `${grouped(n)} here`,
  places: (n) => `${n} places`,
  talk: 'Talk',
  beginning: 'This is where the room begins.',
  empty: 'Nobody has said anything yet. Go first.',
  loading: 'Loading the room',
  unread: 'New',
  newest: 'Jump to newest',
  place: (via) => places[via]?.en ?? via,
  edited: 'edited',
  nameAsk: 'What should people call you?',
  name: 'Your name',
  nameHint: 'Only asked once. No account needed.',
  join: 'Join the talk',
  send: 'Send',
  emoji: 'Emoji',
  addPicture: 'Add a picture',
  write: 'Write a line',
  sayAbout: (title) => `Talk about ${title}, or /movie`,
  sending: 'Sending…',
  queued: 'Waits to be sent',
  offline: "Offline. What you write will be sent when you're back.",
  reconnecting: 'Connection lost. Reconnecting…',
  day: (date, year) => {
    // Short names of days and months, in English whatever the browser speaks.
    const [weekday, month, day] = date.toDateString().split(' ');
    return `${weekday} ${Number(day)} ${month}${year && ` ${year}`}`;
  },
  clock: (hours, minutes) => `${String(hours).padStart(2, '0')}:${minutes}`,
};
