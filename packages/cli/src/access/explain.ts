import { readFile } from 'node:fs/promises'
import { createExplainer, ReplyError, rowOf } from '@wardgraph/api'
import { CliError, EXIT, print } from '../command.ts'
import { withInstance } from '../instance.ts'
import { roleNamed } from '../roles.ts'
import { tokenFor } from '../token.ts'

/** Prints why each response key of an operation is what it is to a user: nothing of what is there, and on record. */
export async function accessExplain(of: {
  readonly username: string
  readonly role: string | undefined
  readonly tenant: string | undefined
  readonly purpose: string | undefined
  /** Files: a GraphQL document, and its variables as JSON. */
  readonly operation: string
  readonly variables: string | undefined
  readonly json: boolean
}): Promise<number> {
  const { username, tenant, purpose, json } = of
  const query = await text(of.operation)
  const variables = of.variables === undefined ? {} : jsonObject(await text(of.variables))
  return withInstance(process.env, async (instance) => {
    const role = roleNamed(instance.services.policy, of.role)
    const token = await tokenFor(instance, { username, role, tenant, ttl: 60 })
    const explain = createExplainer(instance.services)
    const request = { query, variables, operationName: undefined }
    const rows = await explain({ token, purpose, request }).then((all) => all.map(rowOf), failed)
    if (json) print(JSON.stringify(rows))
    else for (const { path, reason, line } of rows) print(`${path}: ${reason} (${line})`)
    return EXIT.yes
  })
}

/** @throws CliError UNREADABLE */
async function text(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => {
    throw new CliError('UNREADABLE', 'a file that was named cannot be read.')
  })
}

function jsonObject(json: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
  } catch {
    // The parser's message quotes the file.
  }
  throw new CliError('UNREADABLE', 'the variables are not a JSON object.')
}

/** What cannot be explained is wrong input, or something that does not answer. */
function failed(error: unknown): never {
  const code = error instanceof ReplyError ? error.code : undefined
  if (error instanceof ReplyError && (code === 'BAD_USER_INPUT' || code === 'LIMIT_EXCEEDED'))
    throw new CliError(code, error.message)
  if (error instanceof ReplyError && (code === 'AUDIT_UNAVAILABLE' || code === 'UNAVAILABLE'))
    throw new CliError(code, error.message, { exit: EXIT.unavailable })
  throw error
}
