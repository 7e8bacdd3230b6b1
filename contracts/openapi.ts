import { createDocument, type ZodOpenApiOverride } from 'zod-openapi';
import { Amount, DECIMAL } from '../functions/orders/order.ts';
import { NewUser } from '../functions/users/user.ts';
import { operations } from './operations.ts';
import { routes, version } from './service.ts';

/** The HTTP API as an OpenAPI 3.1 document: the routes of serverless.yml with the schemas that the functions check with. */
export function openapi() {
  const paths: Record<string, Record<string, object>> = {};
  for (const { key, method, path } of routes) {
    const operation = operations[key];
    if (!operation)
      throw new Error(`${key} is a route of serverless.yml and has no operation in contracts/operations.ts`);
    paths[path] = { ...paths[path], [method]: { operationId: key, tags: [path.split('/')[1]], ...operation } };
  }
  return createDocument(
    {
      openapi: '3.1.1',
      info: {
        title: 'Users and orders',
        version,
        description: [
          'Errors are RFC 9457 problems. A body has 64 KiB at most.',
          'A method that a path does not have is answered with 405 and `Allow`.',
          'On AWS, API Gateway itself answers whom it does not let in (401, 403) and what is too much (429), in its own form.',
        ].join(' '),
        license: { name: 'MIT', identifier: 'MIT' },
      },
      servers: [{ url: 'http://127.0.0.1:3000', description: 'npm start' }],
      tags: [{ name: 'users' }, { name: 'orders' }],
      security: [{}, { sigv4: [] }, { jwt: [] }],
      paths,
      components: {
        securitySchemes: {
          sigv4: {
            type: 'apiKey',
            in: 'header',
            name: 'Authorization',
            description: 'On AWS, unless a stage says otherwise: AWS Signature Version 4 (IAM).',
            'x-amazon-apigateway-authtype': 'awsSigv4',
          },
          jwt: {
            type: 'http',
            scheme: 'bearer',
            bearerFormat: 'JWT',
            description: 'On AWS, where a stage names an issuer.',
          },
        },
      },
    },
    { override },
  );
}

/** What zod checks after it transformed the text, as JSON Schema of the text before. */
const override: ZodOpenApiOverride = ({ zodSchema, jsonSchema, io }) => {
  if (io === 'output') return;
  if (zodSchema === Amount) {
    jsonSchema.anyOf = [
      { type: 'string', pattern: DECIMAL.source },
      { type: 'number', minimum: 0.01, maximum: 99_999_999.99, multipleOf: 0.01 },
    ];
  }
  // Tools have ideas of their own of `format: email`; what is checked is the pattern.
  if (zodSchema === NewUser.shape.email) delete jsonSchema.format;
  if (zodSchema === NewUser.shape.name) {
    jsonSchema.pattern = `^[${SPACE}]*[^${SPACE}](?:[\\s\\S]{0,98}[^${SPACE}])?[${SPACE}]*$`;
  }
};

/** What `String.prototype.trim` takes away: regular expressions of other languages have another `\s`. */
const SPACE = '\\t-\\r \\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff';
