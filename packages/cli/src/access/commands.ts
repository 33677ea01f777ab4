import { readFile } from 'node:fs/promises'
import { CliError, EXIT, print } from '../command.ts'
import { withInstance } from '../instance.ts'
import { dayOf, json, parse, word } from '../options.ts'
import { accessDisclosures } from './disclosures.ts'
import { accessExplain } from './explain.ts'
import { accessReview, signOff } from './review.ts'
import { whoTable } from './row.ts'
import { accessDiff, accessMatrix } from './schema.ts'
import { whoReads } from './who.ts'

const text = { type: 'string' } as const

/** `access ACTION ...`: what the schema and the store say of who may see what. @throws CliError */
export async function access([action, ...args]: readonly string[]): Promise<number> {
  switch (action) {
    case 'matrix':
      return accessMatrix({ json: parse(args, json).values.json === true })
    case 'diff':
      return diffCommand(args)
    case 'explain':
      return explainCommand(args)
    case 'who':
      return whoCommand(args)
    case 'review':
      return reviewCommand(args)
    case 'disclosures':
      return disclosuresCommand(args)
    default:
      throw new CliError('WRONG_USAGE', 'expected access matrix, diff, explain, who, review or disclosures.')
  }
}

async function diffCommand(args: readonly string[]): Promise<number> {
  const options = { ...json, approved: { type: 'boolean' } } as const
  const { values, positionals } = parse(args, options, { allowPositionals: true })
  const [base, head, ...more] = positionals
  if (base === undefined || head === undefined || more.length > 0)
    throw new CliError('WRONG_USAGE', 'access diff BASE HEAD [--approved] [--json].')
  return accessDiff({ base, head, json: values.json === true, approved: values.approved === true })
}

async function explainCommand(args: readonly string[]): Promise<number> {
  const options = { ...json, as: text, role: text, tenant: text, purpose: text, operation: text, variables: text }
  const { values } = parse(args, options)
  const [username, operation] = [word(values.as), word(values.operation)]
  if (username === undefined || operation === undefined)
    throw new CliError('WRONG_USAGE', 'access explain --as USERNAME --operation FILE [--variables FILE] [--json].')
  return accessExplain({
    username,
    operation,
    variables: word(values.variables),
    role: word(values.role),
    tenant: word(values.tenant),
    purpose: word(values.purpose),
    json: values.json === true,
  })
}

/** `access who`: prints who reads what of a patient. @throws CliError */
async function whoCommand(args: readonly string[]): Promise<number> {
  const { values } = parse(args, { ...json, patient: text, as: text, tenant: text })
  const [patient, username] = [word(values.patient), word(values.as)]
  if (patient === undefined || username === undefined)
    throw new CliError('WRONG_USAGE', 'access who --patient ID --as USERNAME [--tenant T] [--json].')
  return withInstance(process.env, async ({ services }) => {
    const rows = await whoReads(services, { patient, username, tenant: word(values.tenant) })
    if (values.json) print(JSON.stringify(rows))
    else for (const line of whoTable(rows)) print(line)
    return EXIT.yes
  })
}

/** `access review`: prints the review, or signs one. @throws CliError */
async function reviewCommand(args: readonly string[]): Promise<number> {
  const { values } = parse(args, { as: text, tenant: text, 'sign-off': text })
  const username = word(values.as)
  const file = values['sign-off']
  if (username === undefined || file === '')
    throw new CliError('WRONG_USAGE', 'access review --as USERNAME [--tenant T] [--sign-off FILE].')
  const as = { username, tenant: word(values.tenant) }
  const csv = typeof file === 'string' ? await readFile(file).catch(unreadable) : undefined
  return withInstance(process.env, async ({ services }) => {
    if (csv === undefined) {
      process.stdout.write(await accessReview(services, as))
      return EXIT.yes
    }
    const { id, sha256 } = await signOff(services, { ...as, csv })
    print(`${sha256} AccessReview ${id}`)
    return EXIT.yes
  })
}

/** `access disclosures`: prints who saw what of a patient. @throws CliError */
async function disclosuresCommand(args: readonly string[]): Promise<number> {
  const { values } = parse(args, { patient: text, as: text, tenant: text, from: text, to: text })
  const [patient, username] = [word(values.patient), word(values.as)]
  if (patient === undefined || username === undefined)
    throw new CliError(
      'WRONG_USAGE',
      'access disclosures --patient ID --as USERNAME [--tenant T] [--from DATE] [--to DATE].',
    )
  const [from, to] = [dayOf('--from', values.from), dayOf('--to', values.to)].map((at) => at ?? undefined)
  return withInstance(process.env, async ({ services, readers }) => {
    // What the stream still holds was seen, too; a server that runs delivers it itself.
    for (const reader of readers) await reader.drain().catch(late)
    const of = { patient, username, tenant: word(values.tenant), from, to }
    process.stdout.write(await accessDisclosures(services, of))
    return EXIT.yes
  })
}

function late(cause: unknown): never {
  const sentence = 'what was seen last is not in the disclosures yet, as a table or key does not answer; try again.'
  throw new CliError('UNAVAILABLE', sentence, { exit: EXIT.unavailable, cause })
}

function unreadable(cause: unknown): never {
  throw new CliError('UNREADABLE', 'the file that is to be signed cannot be read.', { cause })
}
