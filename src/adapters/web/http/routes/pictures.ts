import { z } from 'zod';
import { enterRoom } from '../../../../core/rooms/enter-room.ts';
import { mayRead } from '../../../../core/rooms/find-room.ts';
import { actorOf } from '../../../../core/identity/actor.ts';
import { isOpen } from '../../../../core/media/media-grants.ts';
import { PICTURE_LIMITS } from '../../../../core/media/picture-encoder.ts';
import { parseSlug } from '../../../../core/rooms/room.ts';
import { readUpload } from '../read-upload.ts';
import { route, signedIn, type Route } from '../route.ts';
import { attachment, slugParam } from '../schemas.ts';

export const pictureRoutes: Route[] = [
  route({
    method: 'post',
    path: '/rooms/{slug}/images',
    tag: 'Messages',
    summary:
      'Upload a picture (multipart, part "file", optional fields "alt" and "spoiler") to post with a message',
    signedIn: true,
    params: slugParam,
    upload: true,
    answer: { status: 201, schema: attachment, description: 'The picture; give its id along with a message' },
    async handle({ core, params, person, request, address }) {
      const who = signedIn(person);
      await core.limiter.take('act', who.id, 4);
      const { room } = await enterRoom(core, actorOf(who, 'web'), parseSlug(params.slug));
      // Before ten megabytes are read for nothing.
      core.encoding.refuseWhenFull();
      await core.limiter.take('upload', who.id);
      await core.limiter.take('upload from', address);
      const { bytes, name, fields } = await readUpload(request, PICTURE_LIMITS.bytes);
      // Bytes may come slowly: who was put out meanwhile has nothing encoded.
      mayRead(await core.rooms.standing({ id: room.id }, who.id));
      const { alt, spoiler } = fields;
      const picture = await core.media.take(bytes, {
        roomId: room.id,
        personId: who.id,
        name,
        ...(alt ? { alt } : {}),
        spoiler: spoiler === 'true',
        comesBack: true,
      });
      return core.mediaGrants.address(room, who.id, picture);
    },
  }),
  route({
    method: 'get',
    path: '/rooms/{slug}/pictures/grant',
    tag: 'Messages',
    summary: 'What to put into the addresses of pictures as "?grant=", where a page cannot send a token',
    signedIn: false,
    params: slugParam,
    answer: {
      status: 200,
      schema: z.object({
        grant: z.string().nullable(),
        expiresIn: z.int().nullable(),
      }),
      description:
        'Holds for so many seconds; null in a room that everybody may read: bare addresses work there',
    },
    async handle({ core, params, person }) {
      const slug = parseSlug(params.slug);
      const { room } = mayRead(await core.rooms.standing({ slug }, person?.id ?? null));
      if (!person || isOpen(room)) return { grant: null, expiresIn: null };
      return core.mediaGrants.ofRoom(room.id, person.id);
    },
  }),
];
