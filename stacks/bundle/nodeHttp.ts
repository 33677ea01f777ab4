/** What the AWS SDK takes of node:http, without an import of it. */
export const { Agent, request } = process.getBuiltinModule('node:http')
