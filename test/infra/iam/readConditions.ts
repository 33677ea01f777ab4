import { type Condition, operatorNamed } from './condition.ts'
import { NotModelled } from './errors.ts'
import { elements } from './json.ts'
import { arnParts, hasVariables } from './text.ts'

/** @throws NotModelled on an unknown operator or set operator, and on a value that is none of the operator's kind. */
export function readConditions(json: unknown): Condition[] {
  return Object.entries(elements(json)).flatMap(([name, keys]) =>
    Object.entries(elements(keys)).map(([key, values]) => readCondition(name, { key, values })),
  )
}

function readCondition(name: string, { key, values }: { readonly key: string; readonly values: unknown }): Condition {
  const [, set, operator = '', ifExists] = /^(?:(.*):)?(.*?)(IfExists)?$/.exec(name) ?? []
  if (set !== undefined && set !== 'ForAllValues' && set !== 'ForAnyValue')
    throw new NotModelled(`${name}: no such set operator`)
  if (operator === 'Null' && (set !== undefined || ifExists !== undefined))
    throw new NotModelled(`${name}: Null asks for the key itself`)
  if (!/^[\w-]+:[^*?$]+$/.test(key)) throw new NotModelled(`${key}: no condition key`)
  const [first, ...rest] = (Array.isArray(values) ? values : [values]).map(String) // booleans and numbers may stand bare
  if (first === undefined) throw new NotModelled(`${key}: no values`)
  for (const value of [first, ...rest]) checkValue(value, operator)
  return { operator, set: set ?? null, ifExists: ifExists !== undefined, key, values: [first, ...rest] }
}

function checkValue(value: string, operator: string): void {
  const { check, variables } = operatorNamed(operator)
  if (hasVariables(value)) {
    const mayStand =
      variables === 'text' || (variables === 'arn' && !arnParts(value, 6).slice(0, 5).join(':').includes('${'))
    if (!mayStand) throw new NotModelled(`${value}: a variable that may not stand there`)
  }
  check?.(value)
}
