import type { ProblemName } from './problems.ts'

/** The visits of each course, in days before the demonstration's day, oldest first. On a ward the last one still runs. */
export const courses = {
  followed: [-712, -630, -540, -455, -364, -273, -182, -91, -12],
  chronic: [-645, -410, -190, -12],
  pregnancy: [-182, -140, -98, -56, -10],
  checkup: [-388, -19],
  past: [-610, -130],
  child: [-420, -205, -26],
  ward: [-300, -4],
} as const

/** How often a patient is seen. */
export type Course = keyof typeof courses

/** A person of the demonstration, invented; the prefix of the family name says so. */
export interface Person {
  readonly given: string
  readonly family: `Synth-${string}`
  readonly gender: 'female' | 'male' | 'other'
  readonly birthDate: string
  readonly course: Course
  readonly problems: readonly ProblemName[]
}

type Row = readonly [
  given: string,
  family: string,
  gender: Person['gender'],
  birthDate: string,
  course: Course,
  ...problems: ProblemName[],
]

const northside: readonly Row[] = [
  ['Ines', 'Ahlgren', 'female', '1959-03-14', 'followed', 'diabetes', 'kidneyDisease', 'hypertension'],
  ['Tobias', 'Brandt', 'male', '1948-11-02', 'ward', 'pneumonia', 'lungDisease'],
  ['Marisol', 'Cardenas', 'female', '1994-06-21', 'pregnancy', 'pregnancy'],
  ['Desmond', 'Darko', 'male', '1966-01-30', 'chronic', 'hypertension', 'hyperlipidemia'],
  ['Yuki', 'Endo', 'female', '1981-09-09', 'chronic', 'hypothyroidism'],
  ['Peter', 'Fairbanks', 'male', '1990-04-17', 'past'],
  ['Amara', 'Grant', 'female', '1972-12-05', 'chronic', 'anemia', 'depression'],
  ['Viktor', 'Horvat', 'male', '1953-07-26', 'chronic', 'heartFailure', 'hyperlipidemia'],
  ['Lena', 'Iversen', 'female', '2017-05-08', 'child', 'asthma'],
  ['Samuel', 'Jacobs', 'male', '1987-10-13', 'checkup'],
  ['Nadia', 'Karimi', 'female', '1978-02-24', 'chronic', 'asthma'],
  ['Oscar', 'Lindqvist', 'male', '1962-08-19', 'chronic', 'diabetes', 'hyperlipidemia'],
  ['Ruth', 'Mbeki', 'female', '1939-12-28', 'ward', 'hipFracture', 'hypertension'],
  ['Julian', 'Novak', 'male', '2012-03-03', 'child'],
  ['Chloe', 'Osborne', 'female', '1999-07-15', 'checkup'],
  ['Hamid', 'Pasha', 'male', '1957-05-29', 'chronic', 'lungDisease', 'hypertension'],
  ['Greta', 'Quist', 'female', '1969-10-31', 'chronic', 'hypertension'],
  ['Leo', 'Rossi', 'male', '1984-01-12', 'past', 'depression'],
  ['Kateryna', 'Shevchuk', 'female', '1991-11-20', 'pregnancy', 'pregnancy', 'hypothyroidism'],
  ['Winston', 'Tran', 'male', '1945-04-04', 'chronic', 'kidneyDisease', 'hypertension'],
  ['Robin', 'Underhill', 'other', '1996-08-27', 'checkup', 'depression'],
  ['Paolo', 'Vitale', 'male', '1975-06-06', 'past', 'hyperlipidemia'],
  ['Zainab', 'Warsame', 'female', '2020-01-18', 'child'],
  ['Edith', 'Young', 'female', '1951-09-23', 'chronic', 'diabetes', 'heartFailure'],
]

const lakeview: readonly Row[] = [
  ['Omar', 'Bellamy', 'male', '1956-02-11', 'followed', 'heartFailure', 'diabetes', 'hyperlipidemia'],
  ['Freya', 'Castellan', 'female', '1985-12-19', 'checkup'],
  ['Hugo', 'Delacroix', 'male', '1943-08-08', 'ward', 'pneumonia', 'kidneyDisease'],
  ['Ming', 'Eng', 'female', '1970-03-27', 'chronic', 'hypertension', 'anemia'],
  ['Alba', 'Ferreira', 'female', '1993-05-16', 'pregnancy', 'pregnancy'],
  ['Noah', 'Goldberg', 'male', '2015-10-10', 'child', 'asthma'],
  ['Selma', 'Haugen', 'female', '1961-07-01', 'chronic', 'diabetes', 'hypertension'],
  ['Kwame', 'Inkoom', 'male', '1989-09-30', 'past'],
  ['Tilda', 'Johansson', 'female', '1977-04-22', 'chronic', 'hypothyroidism', 'depression'],
  ['Bruno', 'Keller', 'male', '1950-01-05', 'chronic', 'lungDisease'],
  ['Priya', 'Lal', 'female', '1998-02-14', 'checkup', 'anemia'],
  ['Anders', 'Moe', 'male', '1964-11-11', 'past', 'hyperlipidemia'],
]

/** The patients of a tenant, in the order in which their record numbers were given. */
export const people = { northside: northside.map(person), lakeview: lakeview.map(person) } as const

function person([given, family, gender, birthDate, course, ...problems]: Row): Person {
  return { given, family: `Synth-${family}`, gender, birthDate, course, problems }
}
