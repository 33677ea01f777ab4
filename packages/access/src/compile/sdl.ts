import { GraphQLSchema, printSchema } from 'graphql'

/** First line of every generated TypeScript file. */
export const HEADER = '// Generated from schema/*.graphql by `npm run generate`; do not edit.\n'

/**
 * The module with the schema as clients see it. A new schema of the root types alone holds what they reach and no
 * policy directive or type; `printSchema` leaves out applied directives.
 */
export function plainSdl(schema: GraphQLSchema): string {
  const query = schema.getQueryType()
  const mutation = schema.getMutationType()
  const subscription = schema.getSubscriptionType()
  const text = printSchema(new GraphQLSchema({ query, mutation, subscription }))
  const escaped = text.replace(/[\\`]|\$\{/g, '\\$&')
  return `${HEADER}\n/** The schema as clients see it. */\nexport const sdl = \`${escaped}\n\`\n`
}
