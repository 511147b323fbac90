import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';
import { z } from 'zod';
import { STUDY_ACTIONS } from '../dashboard-messages.js';
import { studyName } from './study-routes.js';
import type { StudySource } from './study-source.js';

/** Bytes of a body; an action takes some twenty. */
const LARGEST_BODY = 1024;

const actionSchema = z.strictObject({ action: z.enum(STUDY_ACTIONS) });

/** Stopping studies and going on with them. */
export function actionRoutes(source: StudySource): Hono {
  const routes = new Hono();
  const limit = bodyLimit({
    maxSize: LARGEST_BODY,
    onError: () => {
      throw new HTTPException(413, { message: `expected a body of at most ${LARGEST_BODY} bytes` });
    },
  });
  routes.post('/:study/actions', limit, async (c) => {
    if (!/^application\/json\b/.test(c.req.header('content-type') ?? '')) {
      throw new HTTPException(415, { message: 'expected a body of type application/json' });
    }
    const { data } = actionSchema.safeParse(parseJson(await c.req.text()));
    if (!data) {
      const expected = STUDY_ACTIONS.map((action) => `{"action":"${action}"}`).join(' or ');
      throw new HTTPException(400, { message: `expected ${expected}` });
    }
    await source.act(await studyName(c, source), data.action);
    return c.body(null, 204);
  });
  return routes;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
