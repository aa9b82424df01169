import 'matinee/widget';
import type { RoomEvents } from 'matinee/widget';

const room = document.createElement('matinee-room');
room.room = 'parasite';
room.server = 'https://movies.example';
room.theme = 'auto';

const bell = document.querySelector('.bell');
const ring = ({ count }: RoomEvents['matinee-unread']): void => {
  if (bell) bell.textContent = count > 0 ? String(count) : '';
};
room.addEventListener('matinee-unread', ({ detail }) => ring(detail));
room.addEventListener('matinee-error', ({ detail }) => console.warn(detail.code, detail.message));

document.querySelector('main')?.append(room);
