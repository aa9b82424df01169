import { enterRoom } from '../../../../core/rooms/enter-room.ts';
import { actorOf } from '../../../../core/identity/actor.ts';
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
    summary: 'Upload a picture (multipart, part "file", optional field "alt") to post with a message',
    signedIn: true,
    params: slugParam,
    upload: true,
    answer: { status: 201, schema: attachment, description: 'The picture; give its id along with a message' },
    async handle({ core, params, person, request }) {
      const who = signedIn(person);
      await core.limiter.take('act', who.id, 4);
      const { room } = await enterRoom(core, actorOf(who, 'web'), parseSlug(params.slug));
      const { bytes, name, fields } = await readUpload(request, PICTURE_LIMITS.bytes);
      const alt = fields['alt'];
      return core.media.take(bytes, { roomId: room.id, personId: who.id, name, ...(alt ? { alt } : {}) });
    },
  }),
];
