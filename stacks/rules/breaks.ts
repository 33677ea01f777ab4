import type { Graph, Resource } from './graph.ts'
import type { Break } from './rule.ts'

type Inputs = Resource['inputs']

/** With another value at `a.0.b` of its inputs; undefined: with none. */
export function put(path: string, value: unknown): Break {
  return (resource, graph) => replace(graph, resource, { inputs: at(resource.inputs, path.split('.'), value) })
}

/** With other options. */
export function option(options: Partial<Omit<Resource, 'type' | 'name' | 'inputs'>>): Break {
  return (resource, graph) => replace(graph, resource, options)
}

/** With other words in its inputs, policies in JSON and all; it must be there. */
export function reword(from: string | RegExp, to: string): Break {
  return (resource, graph) => {
    const before = JSON.stringify(resource.inputs)
    const after = before.replaceAll(typeof from === 'string' ? from : new RegExp(from, 'g'), () => to)
    if (after === before) throw new Error(`${resource.name} has no ${from}`)
    return replace(graph, resource, { inputs: JSON.parse(after) })
  }
}

/** A role with one more statement. */
export function granting(statement: Readonly<Record<string, unknown>>): Break {
  return (role, graph) => {
    const policy = JSON.stringify({ Statement: [{ Effect: 'Allow', ...statement }] })
    const inlinePolicies = [...(role.inputs.inlinePolicies ?? []), { name: 'more', policy }]
    return replace(graph, role, { inputs: { ...role.inputs, inlinePolicies } })
  }
}

/** Without the resources that are of a type, or that a test finds. */
export function without(type: string, which: (one: Resource, resource: Resource) => boolean = () => true): Break {
  return (resource, graph) => ({
    ...graph,
    resources: graph.resources.filter((one) => one.type !== type || !which(one, resource)),
  })
}

/** With one more resource. */
export function added(type: string, inputs: Inputs): Break {
  return (_, graph) => ({
    ...graph,
    resources: [
      ...graph.resources,
      {
        type,
        name: 'Added',
        inputs,
        parent: '',
        protect: false,
        retainOnDelete: false,
        ignoreChanges: [],
        secrets: [],
      },
    ],
  })
}

/** Each resource of a type is broken instead. */
export function each(type: string, broken: Break): Break {
  return (_, graph) => graph.resources.filter((one) => one.type === type).reduce((now, one) => broken(one, now), graph)
}

/** One after the other. */
export function both(first: Break, second: Break): Break {
  return (resource, graph) => {
    const now = first(resource, graph)
    const same = now.resources.find(({ type, name }) => type === resource.type && name === resource.name)
    return second(same ?? resource, now)
  }
}

/** With another app. */
export function app(change: Partial<Graph['app']>): Break {
  return (_, graph) => ({ ...graph, app: { ...graph.app, ...change } })
}

function replace(graph: Graph, resource: Resource, change: Partial<Resource>): Graph {
  const same = (one: Resource) => one.type === resource.type && one.name === resource.name
  return { ...graph, resources: graph.resources.map((one) => (same(one) ? { ...one, ...change } : one)) }
}

function at(value: unknown, [key, ...rest]: readonly string[], to: unknown): Inputs {
  if (key === undefined) return to as Inputs // the end of the path
  if (Array.isArray(value)) return value.map((one, i) => (String(i) === key ? at(one, rest, to) : one))
  const inputs = (value ?? {}) as Inputs // an object, or none yet
  return { ...inputs, [key]: at(inputs[key], rest, to) }
}
