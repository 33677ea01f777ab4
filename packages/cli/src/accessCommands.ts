import { readFile } from 'node:fs/promises'
import { accessReview, signOff } from './accessReview.ts'
import { whoTable } from './accessRow.ts'
import { whoReads } from './accessWho.ts'
import { CliError, EXIT, print } from './command.ts'
import { withInstance } from './instance.ts'
import { json, parse, word } from './options.ts'

const text = { type: 'string' } as const

/** `access who`: prints who reads what of a patient. @throws CliError */
export async function whoCommand(args: readonly string[]): Promise<number> {
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
export async function reviewCommand(args: readonly string[]): Promise<number> {
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

function unreadable(cause: unknown): never {
  throw new CliError('UNREADABLE', 'the file that is to be signed cannot be read.', { cause })
}
