import type { ClassRule } from '../policy.ts'
import { type Audiences, enumValues } from './audiences.ts'
import type { Context } from './context.ts'
import { read } from './vocabulary.ts'

/** Data class -> its id in the part's header and its audiences. */
export type Classes = Readonly<Record<string, ClassRule>>

/** What the audiences of classes are, and the bit of TENANT. */
interface Whose {
  readonly audiences: Audiences
  readonly tenant: number
}

/** Decisions hold the classes of one record as the bits of a whole number. */
const MOST_CLASSES = 30

/** Each class has an id of its own that fits one byte. */
export function readClasses(context: Context, { audiences, tenant }: Whose): Classes {
  const classes: Record<string, ClassRule> = {}
  const owner = new Map<number, string>()
  for (const value of enumValues(context, 'DataClass')) {
    const say = (what: string) => context.problems.say(value.astNode, `DataClass.${value.name}`, what)
    const found = read(context.schema, value, 'class')
    if (!found) {
      say('needs @class(id:, read:)')
      continue
    }
    // 255 is of what blind indexes are made of.
    if (found.id < 1 || found.id > 254) say('id must be 1 to 254')
    if (Object.keys(classes).length === MOST_CLASSES) say(`is one more than the ${MOST_CLASSES} classes there can be`)
    const other = owner.get(found.id)
    if (other !== undefined) say(`has the id of ${other}`)
    owner.set(found.id, value.name)
    // Whoever takes a tenant's records out is tied to none of its patients.
    if (Object.values(audiences[found.export ?? ''] ?? {}).some(({ full, masked }) => full !== tenant || masked !== 0))
      say(`export: ${found.export} has grants that are masked, or of another relation than TENANT`)
    const { id, read: readers, export: exporters } = found
    classes[value.name] = { id, read: readers, ...(exporters == null ? {} : { export: exporters }) }
  }
  return classes
}
