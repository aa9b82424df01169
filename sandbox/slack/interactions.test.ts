import { afterEach, describe, expect, it } from 'vitest';
import type { types } from '@slack/bolt';
import { connectedApp, Endings, eventually, refusal } from './testing/bolt-app.ts';

const endings = new Endings();
afterEach(() => endings.run());

const plain = (text: string): types.PlainTextElement => ({ type: 'plain_text', text });

const filmCard: types.KnownBlock[] = [
  { type: 'section', text: { type: 'mrkdwn', text: '*Parasite* (2019)' } },
  {
    type: 'actions',
    elements: [
      { type: 'button', action_id: 'spoiler', text: plain('Show'), value: 'm1' },
      {
        type: 'external_select',
        action_id: 'film',
        placeholder: plain('Film'),
        min_query_length: 1,
      },
    ],
  },
];

const reviewForm: types.ModalView = {
  type: 'modal',
  callback_id: 'review',
  title: plain('Review'),
  submit: plain('Post'),
  notify_on_close: true,
  blocks: [
    {
      type: 'input',
      block_id: 'rating',
      label: plain('Rating'),
      element: {
        type: 'static_select',
        action_id: 'stars',
        options: [1, 2, 3].map((stars) => ({ text: plain('*'.repeat(stars)), value: String(stars) })),
      },
    },
    {
      type: 'input',
      block_id: 'text',
      optional: true,
      label: plain('Text'),
      element: { type: 'plain_text_input', action_id: 'words', multiline: true, max_length: 20 },
    },
  ],
};

describe('buttons and menus', () => {
  it('reach the app with the message around them, and the app replaces it through the response_url', async () => {
    const { slack, app, mina, channel } = await connectedApp(endings);
    const { ts = '' } = await app.client.chat.postMessage({ channel, text: 'Parasite', blocks: filmCard });
    app.action('spoiler', async ({ ack, respond, body }) => {
      await ack();
      expect(body).toMatchObject({
        type: 'block_actions',
        user: { id: mina },
        container: { message_ts: ts },
      });
      await respond({ replace_original: true, text: 'the twist' });
    });
    const outcome = await slack.world.clickButton(mina, channel, ts, 'spoiler');
    expect(outcome.error).toBeUndefined();
    expect(await outcome.next()).toMatchObject({ ts, text: 'the twist', ephemeral: false });
  });

  it('show the person an error when the app says nothing', async () => {
    const { slack, app, mina, channel } = await connectedApp(endings, { timings: { ackTimeoutMs: 100 } });
    const { ts = '' } = await app.client.chat.postMessage({ channel, text: 'Parasite', blocks: filmCard });
    app.action('spoiler', () => Promise.resolve());
    expect((await slack.world.clickButton(mina, channel, ts, 'spoiler')).error).toBe('operation_timeout');
  });

  it('offer options the app suggests, and send back the one chosen', async () => {
    const { slack, app, mina, channel } = await connectedApp(endings);
    const { ts = '' } = await app.client.chat.postMessage({ channel, text: 'Parasite', blocks: filmCard });
    app.options('film', async ({ ack, payload }) => {
      await ack({ options: [{ text: plain(`${payload.value}!`), value: 'm7' }] });
    });
    const chosen: unknown[] = [];
    app.action('film', async ({ ack, action }) => {
      chosen.push(action);
      await ack();
    });
    const place = { channelId: channel, messageTs: ts };
    const { options } = await slack.world.suggest(mina, place, 'film', '기생');
    expect(options).toEqual([{ text: { type: 'plain_text', text: '기생!' }, value: 'm7' }]);
    await slack.world.choose(mina, place, 'film', 'm7');
    expect(chosen).toMatchObject([{ type: 'external_select', selected_option: { value: 'm7' } }]);
  });

  it('work in a message only one person sees, which can then be taken away', async () => {
    const { slack, app, mina, june, channel } = await connectedApp(endings);
    await app.client.chat.postEphemeral({ channel, user: mina, text: 'only you', blocks: filmCard });
    const [shown] = slack.world.channelView(channel, mina);
    expect(shown).toMatchObject({ text: 'only you', ephemeral: true });
    expect(slack.world.channelView(channel, june)).toEqual([]);
    app.action('spoiler', async ({ ack, respond, body }) => {
      await ack();
      expect(body).not.toHaveProperty('message');
      await respond({ delete_original: true });
    });
    await slack.world.clickButton(mina, channel, shown?.ts ?? '', 'spoiler');
    await eventually(
      'the ephemeral message is gone',
      () => slack.world.channelView(channel, mina).length === 0,
    );
  });
});

describe('modals', () => {
  it('open on a trigger, refuse what the client or the app finds wrong, and close when accepted', async () => {
    const { slack, app, mina, channel } = await connectedApp(endings);
    app.command('/movie', async ({ ack, client, body }) => {
      await ack();
      await client.views.open({ trigger_id: body.trigger_id, view: reviewForm });
    });
    const accepted: unknown[] = [];
    app.view('review', async ({ ack, view }) => {
      const { words } = view.state.values.text ?? {};
      if (words?.value === 'bad') await ack({ response_action: 'errors', errors: { text: 'Be kind.' } });
      else {
        accepted.push(view.state.values.rating?.stars?.selected_option?.value, words?.value);
        await ack();
      }
    });
    await slack.world.slash(mina, channel, '/movie', 'review Parasite');
    const view = await eventually('the modal is open', () => slack.world.openViews(mina)[0]);
    expect(await slack.world.submitView(mina, view.id)).toMatchObject({
      outcome: 'errors',
      errors: { rating: /required/ },
    });
    const tooLong = await slack.world.submitView(mina, view.id, { stars: '3', words: 'x'.repeat(21) });
    expect(tooLong.errors.text).toBe('Must be 20 characters or fewer.');
    expect(await slack.world.submitView(mina, view.id, { words: 'bad' })).toMatchObject({
      outcome: 'errors',
      errors: { text: 'Be kind.' },
    });
    expect((await slack.world.submitView(mina, view.id, { words: 'good' })).outcome).toBe('closed');
    expect(accepted).toEqual(['3', 'good']);
    expect(slack.world.openViews(mina)).toEqual([]);
  });

  it('are updated, pushed, cleared, and tell the app when they are closed', async () => {
    const { slack, app, mina, channel } = await connectedApp(endings);
    const triggers: string[] = [];
    app.command('/movie', async ({ ack, body }) => {
      triggers.push(body.trigger_id);
      await ack();
    });
    await slack.world.slash(mina, channel, '/movie', 'review');
    const opened = await app.client.views.open({
      trigger_id: triggers[0] ?? '',
      view: { ...reviewForm, external_id: 'r1' },
    });
    const again = await refusal(app.client.views.open({ trigger_id: triggers[0] ?? '', view: reviewForm }));
    expect(again.code).toBe('exchanged_trigger_id');
    const stale = await refusal(
      app.client.views.update({ external_id: 'r1', hash: 'old', view: { ...reviewForm, external_id: 'r1' } }),
    );
    expect(stale.code).toBe('hash_conflict');
    await app.client.views.update({
      view_id: opened.view?.id ?? '',
      hash: opened.view?.hash,
      view: { ...reviewForm, title: plain('Edited'), external_id: 'r1' },
    });
    expect(slack.world.openViews(mina)).toMatchObject([{ title: { text: 'Edited' } }]);
    const closed: string[] = [];
    app.view({ type: 'view_closed', callback_id: 'review' }, async ({ ack, body }) => {
      closed.push(body.view.id);
      await ack();
    });
    await slack.world.closeView(mina, opened.view?.id ?? '');
    expect(closed).toEqual([opened.view?.id]);
  });

  it('may stand on one another, three at most', async () => {
    const { slack, app, mina, channel } = await connectedApp(endings, { timings: { triggerLifeMs: 2000 } });
    const withButton: types.ModalView = {
      ...reviewForm,
      blocks: [{ type: 'actions', elements: [{ type: 'button', action_id: 'more', text: plain('More') }] }],
    };
    app.command('/movie', async ({ ack, client, body }) => {
      await ack();
      await client.views.open({ trigger_id: body.trigger_id, view: withButton });
    });
    const refusals: string[] = [];
    app.action('more', async ({ ack, client, body }) => {
      await ack();
      const trigger = 'trigger_id' in body ? String(body.trigger_id) : '';
      try {
        await client.views.push({ trigger_id: trigger, view: withButton });
      } catch (error) {
        refusals.push((error as { data: { error: string } }).data.error);
      }
    });
    await slack.world.slash(mina, channel, '/movie');
    for (const depth of [1, 2, 3]) {
      const top = await eventually(`${depth} modals are open`, () => slack.world.openViews(mina)[depth - 1]);
      await slack.world.choose(mina, { viewId: top.id }, 'more', null);
    }
    await eventually('the fourth is refused', () => refusals.length === 1);
    expect(refusals).toEqual(['push_limit_reached']);
  });

  it('are refused once the trigger is three seconds old', async () => {
    const { slack, app, mina, channel } = await connectedApp(endings, { timings: { triggerLifeMs: 20 } });
    let late: Promise<{ code: string }> | undefined;
    app.command('/movie', async ({ ack, client, body }) => {
      await ack();
      const { trigger_id: trigger } = body;
      late = new Promise((resolve) => setTimeout(resolve, 40)).then(() =>
        refusal(client.views.open({ trigger_id: trigger, view: reviewForm })),
      );
    });
    await slack.world.slash(mina, channel, '/movie');
    expect((await eventually('the late call', () => late)).code).toBe('expired_trigger_id');
  });
});

describe('the home tab', () => {
  it('is announced when opened, and shows what the app publishes', async () => {
    const { slack, app, mina } = await connectedApp(endings);
    app.event('app_home_opened', async ({ event, client }) => {
      await client.views.publish({
        user_id: event.user,
        view: { type: 'home', blocks: [{ type: 'section', text: plain('Your rooms') }] },
      });
    });
    expect(slack.world.openHome(mina)).toBeUndefined();
    const home = await eventually('the published tab', () => slack.world.openHome(mina));
    expect(home.blocks).toMatchObject([{ type: 'section', text: { text: 'Your rooms' } }]);
  });
});

describe('a response_url', () => {
  it('takes five answers and no sixth', async () => {
    const { slack, app, mina, channel } = await connectedApp(endings);
    let address = '';
    app.command('/movie', async ({ ack, body }) => {
      address = body.response_url;
      await ack();
    });
    await slack.world.slash(mina, channel, '/movie');
    const statuses: number[] = [];
    for (let use = 0; use < 6; use += 1) {
      const answer = await fetch(address, {
        method: 'POST',
        body: JSON.stringify({ text: `answer ${use}` }),
      });
      statuses.push(answer.status);
    }
    expect(statuses).toEqual([200, 200, 200, 200, 200, 404]);
    expect(slack.world.channelView(channel, mina)).toHaveLength(5);
  });
});
