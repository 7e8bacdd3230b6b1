// GET /openapi.json, GET /asyncapi.json, on stage local only.
import asyncapi from '../contracts/asyncapi.json' with { type: 'json' };
import openapi from '../contracts/openapi.json' with { type: 'json' };
import { http, ok } from '../functions/shared/http.ts';

export const handler = http({}, async ({ event }) => ok(event.rawPath === '/openapi.json' ? openapi : asyncapi));
