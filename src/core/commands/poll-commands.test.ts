import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { channel, CommandStage, read } from '../../../tests/support/command-stage.ts';
import { SqlMessageRepository } from '../../db/repositories/messages.ts';

let stage: CommandStage;
beforeAll(async () => {
  stage = await CommandStage.set();
});
afterAll(() => stage?.close());

const QUESTION = 'poll question:"What next?" options:"Parasite, Burning, neither"';

describe('/movie poll', () => {
  it('asks the room of the channel, and tells its author alone that it did', async () => {
    const here = channel();
    const context = await stage.context({ channel: here });
    await stage.commands.runText(`room open r-${uuid()}`, context);
    const answer = await stage.commands.runText(QUESTION, context);
    expect(answer).toMatchObject({ to: 'sender', cards: [] });
    expect(read(answer)).toContain('Your poll is open');
    const roomId = (await stage.links.byChannel(here))?.roomId ?? '';
    const { messages } = await new SqlMessageRepository(stage.database).page(roomId, null, 10, null);
    expect(messages.at(-1)).toMatchObject({
      text: 'What next?',
      author: { name: 'Ana', via: 'discord' },
      poll: {
        options: [
          { text: 'Parasite', movieId: 'parasite-2019' },
          { text: 'Burning', movieId: 'burning-2018' },
          { text: 'neither' },
        ],
        counts: [0, 0, 0],
        closed: false,
      },
    });
  });

  it('says what to do in a channel that is not linked, and asks nobody', async () => {
    const context = await stage.context({ channel: channel('slack'), locale: 'ko' });
    const answer = await stage.commands.runText(QUESTION, context);
    expect(answer.refused).toBe(true);
    expect(read(answer)).toContain('/영화 방 열기');
    const english = await stage.commands.runText(QUESTION, { ...context, locale: 'en' });
    expect(read(english)).toContain('not linked to a room');
  });

  it('says what is missing, and what is wrong with the options, with an example', async () => {
    const context = await stage.context({ channel: channel() });
    await stage.commands.runText(`room open r-${uuid()}`, context);
    const missing = await stage.commands.runText('poll What next?', context);
    expect([missing.refused, read(missing)]).toEqual([
      true,
      expect.stringContaining('options:"Parasite, Burning"'),
    ]);
    const one = await stage.commands.runText('투표 질문:뭐? 선택지:기생충', { ...context, locale: 'ko' });
    expect([one.refused, read(one)]).toEqual([true, expect.stringContaining('2개부터 10개까지')]);
  });
});
