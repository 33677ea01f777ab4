import { GraphQLError, type GraphQLFormattedError } from 'graphql'
import { REPLIES, ReplyError } from './errors.ts'

/** What graphql-js says while it executes, without a code, of a null that a variable brought. */
const NULL_ARGUMENT = /^Argument "/

/** Sentences for what graphql-js refuses, by how its own begin: its own quote the document and its values. */
const SENTENCES: readonly (readonly [RegExp, string])[] = [
  [/^Syntax Error: Document contains more/, 'The document has too many tokens.'],
  [/^Syntax Error/, 'The document is not GraphQL.'],
  [/^Cannot query field/, 'A field is not there on its type.'],
  [/^Expected value of type/, 'A value has another type.'],
  [/^Unknown argument/, 'An argument is not known.'],
  [/^Unknown type/, 'A type is not known.'],
  [/^Unknown fragment/, 'A fragment is not known.'],
  [/^Cannot spread fragment/, 'A fragment spreads itself.'],
  [/^Field .* must have a selection/, 'A field needs a selection of fields.'],
  [/^Field .* must not have a selection/, 'A field has no fields to select.'],
  [/^Field .* argument .* of type .* is required/, 'A required argument is missing.'],
  [NULL_ARGUMENT, 'An argument is missing or null.'],
  [/^Variable/, 'A variable is not declared, not used, or of another type.'],
  [/introspection/i, 'The schema cannot be asked for here.'],
]

/** An error as a client may see it: one of our codes, one of our sentences, where in the document, and the path. */
export function clientError(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const original = error instanceof GraphQLError ? error.originalError : error
  const place = {
    ...(formatted.locations === undefined ? {} : { locations: formatted.locations }),
    ...(formatted.path === undefined ? {} : { path: formatted.path }),
  }
  if (original instanceof ReplyError)
    return { message: original.message, ...place, extensions: { code: original.code } }
  if (!isClients(formatted)) return { message: REPLIES.INTERNAL.message, ...place, extensions: { code: 'INTERNAL' } }
  const tokens = /^Syntax Error: Document contains more/.test(formatted.message)
  const sentence = SENTENCES.find(([start]) => start.test(formatted.message))?.[1] ?? REPLIES.BAD_USER_INPUT.message
  return { message: sentence, ...place, extensions: { code: tokens ? 'LIMIT_EXCEEDED' : 'BAD_USER_INPUT' } }
}

/** Whether an error is about the document or its variables, or one that says itself what it is. */
export function isClients(error: GraphQLFormattedError | GraphQLError): boolean {
  if (error instanceof GraphQLError && error.originalError instanceof ReplyError) return true
  const code = error.extensions?.code
  return (typeof code === 'string' && CLIENT_CODES.has(code)) || NULL_ARGUMENT.test(error.message)
}
const CLIENT_CODES = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'OPERATION_RESOLUTION_FAILURE',
  'BAD_REQUEST',
])
