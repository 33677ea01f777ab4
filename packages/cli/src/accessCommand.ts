import { accessDiff, accessMatrix } from './access.ts'
import { accessExplain } from './accessExplain.ts'
import { CliError, json, parse, word } from './command.ts'

/** `access ACTION ...`. */
export async function access(args: readonly string[]): Promise<number> {
  const text = { type: 'string' } as const
  const who = { as: text, role: text, tenant: text, purpose: text, operation: text, variables: text }
  const { values, positionals } = parse(
    args,
    { ...json, approved: { type: 'boolean' }, ...who },
    { allowPositionals: true },
  )
  const [action, base, head, ...more] = positionals
  const asked = Object.keys(values).filter((name) => name !== 'json')
  const only = (...names: readonly string[]) => asked.every((name) => names.includes(name))
  if (action === 'matrix' && base === undefined && only()) return accessMatrix({ json: values.json === true })
  if (action === 'diff' && base !== undefined && head !== undefined && more.length === 0 && only('approved'))
    return accessDiff({ base, head, json: values.json === true, approved: values.approved === true })
  const [username, operation] = [word(values.as), word(values.operation)]
  if (action === 'explain' && base === undefined && username !== undefined && operation !== undefined)
    return accessExplain({
      username,
      operation,
      variables: word(values.variables),
      role: word(values.role),
      tenant: word(values.tenant),
      purpose: word(values.purpose),
      json: values.json === true,
    })
  throw new CliError(
    'WRONG_USAGE',
    'expected access matrix, access diff BASE HEAD, or access explain --as USERNAME --operation FILE.',
  )
}
