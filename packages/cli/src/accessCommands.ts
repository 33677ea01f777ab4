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
