/** In place of what makes a schema of SDL and resolvers; packages/api/src/schema.ts does. */
export function makeExecutableSchema(): never {
  throw new Error('BUNDLE: this part is left out')
}
