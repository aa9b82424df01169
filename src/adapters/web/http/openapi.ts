import { OpenAPIRegistry, OpenApiGeneratorV31 } from '@asteasolutions/zod-to-openapi';
import type { Platforms } from '../../../core/delivery/platforms.ts';
import type { Route } from './route.ts';
import { picture, problem } from './schemas.ts';

/** The API's description (OpenAPI 3.1), made from the very routes that serve it. */
export function describeApi(routes: readonly Route[], publicUrl: string, platforms: Platforms): object {
  const registry = new OpenAPIRegistry();
  const bearer = registry.registerComponent('securitySchemes', 'token', { type: 'http', scheme: 'bearer' });
  for (const route of routes) {
    registry.registerPath({
      method: route.method,
      path: route.path,
      tags: [route.tag],
      summary: route.summary,
      ...(route.signedIn ? { security: [{ [bearer.name]: [] }] } : {}),
      request: {
        ...(route.params ? { params: route.params } : {}),
        ...(route.query ? { query: route.query } : {}),
        ...(route.body
          ? { body: { required: true, content: { 'application/json': { schema: route.body } } } }
          : {}),
        ...(route.upload
          ? { body: { required: true, content: { 'multipart/form-data': { schema: picture } } } }
          : {}),
      },
      responses: {
        [route.answer.status]: {
          description: route.answer.description,
          ...(route.answer.schema
            ? { content: { 'application/json': { schema: route.answer.schema } } }
            : {}),
        },
        default: {
          description: 'Refused: problem details with a stable code',
          content: { 'application/problem+json': { schema: problem } },
        },
      },
    });
  }
  const document = new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'Matinee',
      version: '1',
      description: `One movie room across ${platforms.all.map(({ title }) => title.en).join(', ')} and any web page.`,
    },
    servers: [{ url: `${publicUrl}/api/v1` }],
  });
  const ids = platforms.all.map(({ id }) => id);
  const schemas = {
    ...document.components?.schemas,
    Platform: { type: 'string', enum: ids },
    Via: { type: 'string', enum: ['web', ...ids] },
  };
  return { ...document, components: { ...document.components, schemas } };
}
