/** What an exception says beside its name: the HTTP status and further members of its body. */
export interface ServiceExceptionOptions {
  readonly status?: number
  readonly members?: Readonly<Record<string, unknown>>
}

/** An answer that AWS gives as an error; `type` is the shape name that an SDK client turns into `error.name`. */
export class ServiceException extends Error {
  readonly type: string
  readonly status: number
  readonly members: Readonly<Record<string, unknown>>

  constructor(type: string, message: string, { status = 400, members = {} }: ServiceExceptionOptions = {}) {
    super(message)
    this.name = 'ServiceException'
    this.type = type
    this.status = status
    this.members = members
  }
}

/** The exception for a request that the service understands and does not accept. */
export function invalid(message: string): ServiceException {
  return new ServiceException('ValidationException', message)
}
