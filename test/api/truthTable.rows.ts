/** The moment at which every row is asked. A birth date of 2014-06-15 is twelve years ago today. */
export const NOW = Date.parse('2026-06-15T12:00:00Z')

/**
 * The truth table of docs/access.md, written by hand. One line is one question, about a patient of its own:
 *
 *   what | role | tie | label | consent | purpose | outcome
 *
 * - what: see `WHAT` in truthTable.ask.ts; the label is that of the record it stands in.
 * - tie: TENANT, SELF, PROXY, CARE_TEAM or BREAK_GLASS, and details of it (`DETAILS` in truthTable.fixture.ts).
 * - consent: the patient's rules, between them a semicolon. A rule names classes, segments, roles, purposes; `@caller`
 *   (by practitioner), `@person` (the caller by person), `@other` (somebody else); and a period (`PERIODS`).
 * - purpose: what is stated; `-` nothing.
 * - outcome: FULL; MASKED; DENIED (null with FORBIDDEN, here or at the edge that leads here); ABSENT (as if it did not
 *   exist, without error); REFUSED (the way in, or the request).
 *
 * A line that begins with # quotes what the lines below it are about.
 */
const AS_DELIVERED = `
# A class is read by its audience: outside the care team
NAME          | DOCTOR  | TENANT                 | -             | -                                   | -       | FULL
BIRTHDATE     | DOCTOR  | TENANT                 | -             | -                                   | -       | FULL
GENDER        | DOCTOR  | TENANT                 | -             | -                                   | -       | FULL
IDENTIFIER    | DOCTOR  | TENANT                 | -             | -                                   | -       | FULL
CONTACT       | DOCTOR  | TENANT                 | -             | -                                   | -       | FULL
CONSENT       | DOCTOR  | TENANT                 | -             | -                                   | -       | DENIED
CHART_LABEL   | DOCTOR  | TENANT                 | -             | -                                   | -       | DENIED
VISIT         | DOCTOR  | TENANT                 | -             | -                                   | -       | DENIED
REASON        | DOCTOR  | TENANT                 | -             | -                                   | -       | DENIED
FINDING       | DOCTOR  | TENANT                 | -             | -                                   | -       | DENIED
LINKED        | DOCTOR  | TENANT                 | -             | -                                   | -       | DENIED
STAFF         | DOCTOR  | TENANT                 | -             | -                                   | -       | FULL
PLACE         | DOCTOR  | TENANT                 | -             | -                                   | -       | FULL
NAME          | NURSE   | TENANT                 | -             | -                                   | -       | FULL
CONTACT       | NURSE   | TENANT                 | -             | -                                   | -       | FULL
CONSENT       | NURSE   | TENANT                 | -             | -                                   | -       | DENIED
CHART_LABEL   | NURSE   | TENANT                 | -             | -                                   | -       | DENIED
VISIT         | NURSE   | TENANT                 | -             | -                                   | -       | DENIED
FINDING       | NURSE   | TENANT                 | -             | -                                   | -       | DENIED
STAFF         | NURSE   | TENANT                 | -             | -                                   | -       | FULL
PLACE         | NURSE   | TENANT                 | -             | -                                   | -       | FULL

# In the care team
NAME          | DOCTOR  | CARE_TEAM              | -             | -                                   | -       | FULL
BIRTHDATE     | DOCTOR  | CARE_TEAM              | -             | -                                   | -       | FULL
GENDER        | DOCTOR  | CARE_TEAM              | -             | -                                   | -       | FULL
IDENTIFIER    | DOCTOR  | CARE_TEAM              | -             | -                                   | -       | FULL
CONTACT       | DOCTOR  | CARE_TEAM              | -             | -                                   | -       | FULL
CONSENT       | DOCTOR  | CARE_TEAM              | -             | -                                   | -       | FULL
CHART_LABEL   | DOCTOR  | CARE_TEAM              | -             | -                                   | -       | FULL
VISIT         | DOCTOR  | CARE_TEAM              | -             | -                                   | -       | FULL
REASON        | DOCTOR  | CARE_TEAM              | -             | -                                   | -       | FULL
FINDING       | DOCTOR  | CARE_TEAM              | -             | -                                   | -       | FULL
STAFF         | DOCTOR  | CARE_TEAM              | -             | -                                   | -       | FULL
NAME          | NURSE   | CARE_TEAM              | -             | -                                   | -       | FULL
BIRTHDATE     | NURSE   | CARE_TEAM              | -             | -                                   | -       | FULL
GENDER        | NURSE   | CARE_TEAM              | -             | -                                   | -       | FULL
IDENTIFIER    | NURSE   | CARE_TEAM              | -             | -                                   | -       | FULL
CONTACT       | NURSE   | CARE_TEAM              | -             | -                                   | -       | FULL
CONSENT       | NURSE   | CARE_TEAM              | -             | -                                   | -       | FULL
CHART_LABEL   | NURSE   | CARE_TEAM              | -             | -                                   | -       | FULL
VISIT         | NURSE   | CARE_TEAM              | -             | -                                   | -       | FULL
REASON        | NURSE   | CARE_TEAM              | -             | -                                   | -       | FULL
FINDING       | NURSE   | CARE_TEAM              | -             | -                                   | -       | FULL

# The patient
NAME          | PATIENT | SELF                   | -             | -                                   | -       | FULL
BIRTHDATE     | PATIENT | SELF                   | -             | -                                   | -       | FULL
GENDER        | PATIENT | SELF                   | -             | -                                   | -       | FULL
IDENTIFIER    | PATIENT | SELF                   | -             | -                                   | -       | FULL
CONTACT       | PATIENT | SELF                   | -             | -                                   | -       | FULL
CONSENT       | PATIENT | SELF                   | -             | -                                   | -       | FULL
CHART_LABEL   | PATIENT | SELF                   | -             | -                                   | -       | FULL
VISIT         | PATIENT | SELF                   | -             | -                                   | -       | FULL
REASON        | PATIENT | SELF                   | -             | -                                   | -       | FULL
FINDING       | PATIENT | SELF                   | -             | -                                   | -       | FULL
STAFF         | PATIENT | SELF                   | -             | -                                   | -       | FULL
PLACE         | PATIENT | SELF                   | -             | -                                   | -       | FULL

# The desk, for registration and for billing
NAME          | SUPPORT | TENANT                 | -             | -                                   | -       | FULL
BIRTHDATE     | SUPPORT | TENANT                 | -             | -                                   | -       | FULL
GENDER        | SUPPORT | TENANT                 | -             | -                                   | -       | FULL
CONTACT       | SUPPORT | TENANT                 | -             | -                                   | -       | FULL
CONSENT       | SUPPORT | TENANT                 | -             | -                                   | -       | FULL
CHART_LABEL   | SUPPORT | TENANT                 | -             | -                                   | -       | DENIED
VISIT         | SUPPORT | TENANT                 | -             | -                                   | -       | FULL
REASON        | SUPPORT | TENANT                 | -             | -                                   | -       | DENIED
FINDING       | SUPPORT | TENANT                 | -             | -                                   | -       | DENIED
STAFF         | SUPPORT | TENANT                 | -             | -                                   | -       | FULL
NAME          | SUPPORT | TENANT                 | -             | -                                   | HPAYMT  | FULL
GENDER        | SUPPORT | TENANT                 | -             | -                                   | HPAYMT  | FULL
CONTACT       | SUPPORT | TENANT                 | -             | -                                   | HPAYMT  | FULL
CONSENT       | SUPPORT | TENANT                 | -             | -                                   | HPAYMT  | DENIED
VISIT         | SUPPORT | TENANT                 | -             | -                                   | HPAYMT  | FULL
REASON        | SUPPORT | TENANT                 | -             | -                                   | HPAYMT  | DENIED
FINDING       | SUPPORT | TENANT                 | -             | -                                   | HPAYMT  | DENIED
STAFF         | SUPPORT | TENANT                 | -             | -                                   | HPAYMT  | FULL

# Users and settings, reviews, jobs: no patient
NAME          | ADMIN   | TENANT                 | -             | -                                   | -       | REFUSED
FINDING       | ADMIN   | TENANT                 | -             | -                                   | -       | REFUSED
NAME          | PRIVACY | TENANT                 | -             | -                                   | -       | REFUSED
FINDING       | PRIVACY | TENANT                 | -             | -                                   | -       | REFUSED
NAME          | SERVICE | TENANT                 | -             | -                                   | -       | REFUSED
CONTACT       | SERVICE | TENANT                 | -             | -                                   | -       | REFUSED
NAME          | ADMIN   | CARE_TEAM              | -             | -                                   | -       | REFUSED
OWN_LIST      | ADMIN   | CARE_TEAM              | -             | -                                   | -       | REFUSED
REVIEW        | PRIVACY | TENANT                 | -             | -                                   | -       | FULL
REVIEW        | ADMIN   | TENANT                 | -             | -                                   | -       | REFUSED
REVIEW        | DOCTOR  | CARE_TEAM              | -             | -                                   | -       | REFUSED
REVIEW        | NURSE   | BREAK_GLASS            | -             | -                                   | -       | REFUSED
REVIEW        | PATIENT | SELF                   | -             | -                                   | -       | REFUSED
REVIEW        | SUPPORT | TENANT                 | -             | -                                   | -       | REFUSED
REVIEW        | SERVICE | TENANT                 | -             | -                                   | -       | REFUSED
ME            | ADMIN   | TENANT                 | -             | -                                   | -       | FULL
ME            | SERVICE | TENANT                 | -             | -                                   | -       | FULL

# "In part. A masked grant shows the year of a date, the last four characters of a number"
BIRTHDATE     | NURSE   | TENANT                 | -             | -                                   | -       | MASKED
IDENTIFIER    | NURSE   | TENANT                 | -             | -                                   | -       | MASKED
IDENTIFIER    | SUPPORT | TENANT                 | -             | -                                   | -       | MASKED
IDENTIFIER    | SUPPORT | TENANT                 | -             | -                                   | HPAYMT  | MASKED
BIRTHDATE     | SUPPORT | TENANT                 | -             | -                                   | HPAYMT  | FULL
# ... and a field of the same class that has no mask is denied
GENDER        | NURSE   | TENANT                 | -             | -                                   | -       | DENIED
# ... and a consent takes also what is seen in part
BIRTHDATE     | NURSE   | TENANT                 | -             | DENY DEMOGRAPHIC                    | -       | DENIED
IDENTIFIER    | SUPPORT | TENANT                 | -             | DENY IDENTIFIER                     | -       | DENIED
# "nobody searches by what he sees in part"
BY_MRN        | DOCTOR  | TENANT                 | -             | -                                   | -       | FULL
BY_MRN        | NURSE   | CARE_TEAM              | -             | -                                   | -       | FULL
BY_MRN        | NURSE   | TENANT                 | -             | -                                   | -       | ABSENT
BY_MRN        | PATIENT | SELF                   | -             | -                                   | -       | FULL
BY_MRN        | PATIENT | TENANT                 | -             | -                                   | -       | ABSENT
BY_MRN        | DOCTOR  | BREAK_GLASS            | -             | -                                   | -       | FULL
BY_NAME       | DOCTOR  | TENANT                 | -             | -                                   | -       | FULL
BY_NAME       | NURSE   | CARE_TEAM              | -             | -                                   | -       | FULL
BY_NAME       | NURSE   | TENANT                 | -             | -                                   | -       | ABSENT
BY_NAME       | SUPPORT | TENANT                 | -             | -                                   | -       | FULL
BY_NAME       | PATIENT | PROXY GUARDIAN         | -             | -                                   | -       | FULL
BY_NAME       | PATIENT | PROXY GUARDIAN NAME    | -             | -                                   | -       | ABSENT
# ... nor by what a consent took, nor what does not exist for him
BY_MRN        | DOCTOR  | CARE_TEAM              | -             | DENY IDENTIFIER                     | -       | ABSENT
BY_NAME       | DOCTOR  | CARE_TEAM              | -             | DENY IDENTIFIER                     | -       | FULL
BY_NAME       | SUPPORT | TENANT                 | -             | DENY DEMOGRAPHIC SUPPORT            | -       | ABSENT
BY_MRN        | DOCTOR  | TENANT                 | VIP           | -                                   | -       | ABSENT
BY_NAME       | SUPPORT | TENANT                 | VIP           | -                                   | -       | FULL
BY_NAME       | SUPPORT | TENANT                 | HIV           | -                                   | -       | ABSENT

# "A token names exactly one of them ... A membership whose period is over is none."
NAME          | DOCTOR  | CARE_TEAM hat-until    | -             | -                                   | -       | FULL
NAME          | DOCTOR  | CARE_TEAM hat-over     | -             | -                                   | -       | REFUSED
ME            | NURSE   | TENANT hat-over        | -             | -                                   | -       | REFUSED
NAME          | PATIENT | SELF hat-over          | -             | -                                   | -       | REFUSED
# "a tenant": another hospital
NAME          | DOCTOR  | ELSEWHERE              | -             | -                                   | -       | ABSENT
FINDING       | DOCTOR  | ELSEWHERE              | -             | -                                   | -       | ABSENT
NAME          | SUPPORT | ELSEWHERE              | -             | -                                   | -       | ABSENT
BY_MRN        | DOCTOR  | ELSEWHERE              | -             | -                                   | -       | ABSENT

# "The purpose of use, one of the role's. ETREAT is stated by nobody"
NAME          | DOCTOR  | CARE_TEAM              | -             | -                                   | TREAT   | FULL
FINDING       | DOCTOR  | CARE_TEAM              | -             | -                                   | ETREAT  | REFUSED
FINDING       | DOCTOR  | BREAK_GLASS            | -             | -                                   | ETREAT  | REFUSED
NAME          | DOCTOR  | CARE_TEAM              | -             | -                                   | HPAYMT  | REFUSED
NAME          | SUPPORT | TENANT                 | -             | -                                   | TREAT   | REFUSED
NAME          | PATIENT | SELF                   | -             | -                                   | PATRQT  | FULL
NAME          | PATIENT | SELF                   | -             | -                                   | TREAT   | REFUSED
FINDING       | DOCTOR  | BREAK_GLASS            | -             | -                                   | TREAT   | FULL

# SELF: "a patient's hat, and it is that patient"
NAME          | PATIENT | TENANT                 | -             | -                                   | -       | ABSENT
FINDING       | PATIENT | TENANT                 | -             | -                                   | -       | ABSENT
STAFF         | PATIENT | TENANT                 | -             | -                                   | -       | ABSENT
OWN_LIST      | PATIENT | SELF                   | -             | -                                   | -       | FULL
OWN_LIST      | PATIENT | TENANT                 | -             | -                                   | -       | ABSENT
# "A person has memberships (hats)": the doctor who is a patient here is, as a doctor, not SELF
FINDING       | DOCTOR  | TENANT own             | -             | -                                   | -       | DENIED
CONSENT       | NURSE   | TENANT own             | -             | -                                   | -       | DENIED
NAME          | DOCTOR  | TENANT own             | -             | -                                   | -       | FULL
# ... nor, as a doctor, a PROXY; and a patient's hat is in no care team and breaks no glass
FINDING       | DOCTOR  | TENANT kin             | -             | -                                   | -       | DENIED
NAME          | PATIENT | CARE_TEAM              | -             | -                                   | -       | ABSENT
FINDING       | PATIENT | CARE_TEAM              | -             | -                                   | -       | ABSENT
NAME          | PATIENT | BREAK_GLASS            | -             | -                                   | -       | ABSENT
REASON        | SUPPORT | CARE_TEAM              | -             | -                                   | -       | DENIED

# CARE_TEAM: "the practitioner, or a unit on whose shift the person is now, is in the patient's care team now"
FINDING       | DOCTOR  | CARE_TEAM by-person    | -             | -                                   | -       | FULL
FINDING       | NURSE   | CARE_TEAM unit         | -             | -                                   | -       | FULL
FINDING       | DOCTOR  | CARE_TEAM unit         | -             | -                                   | -       | FULL
CONSENT       | NURSE   | CARE_TEAM unit         | -             | -                                   | -       | FULL
FINDING       | NURSE   | CARE_TEAM unit-around  | -             | -                                   | -       | FULL
FINDING       | NURSE   | CARE_TEAM unit-within  | -             | -                                   | -       | DENIED
FINDING       | NURSE   | CARE_TEAM unit-other   | -             | -                                   | -       | DENIED
FINDING       | NURSE   | CARE_TEAM unit-off     | -             | -                                   | -       | DENIED
BIRTHDATE     | NURSE   | CARE_TEAM unit-off     | -             | -                                   | -       | MASKED
FINDING       | NURSE   | CARE_TEAM unit-ended   | -             | -                                   | -       | DENIED
FINDING       | PATIENT | CARE_TEAM unit         | -             | -                                   | -       | ABSENT
OWN_LIST      | DOCTOR  | CARE_TEAM              | -             | -                                   | -       | FULL
OWN_LIST      | NURSE   | CARE_TEAM unit         | -             | -                                   | -       | FULL
OWN_LIST      | NURSE   | CARE_TEAM unit-off     | -             | -                                   | -       | ABSENT
OWN_LIST      | DOCTOR  | TENANT                 | -             | -                                   | -       | ABSENT
OWN_LIST      | DOCTOR  | CARE_TEAM              | -             | DENY NAME                           | -       | ABSENT
# "All periods are [start, end): at the moment of the end the right is gone"
FINDING       | DOCTOR  | CARE_TEAM from-now     | -             | -                                   | -       | FULL
FINDING       | DOCTOR  | CARE_TEAM soon         | -             | -                                   | -       | DENIED
FINDING       | DOCTOR  | CARE_TEAM until-next   | -             | -                                   | -       | FULL
FINDING       | DOCTOR  | CARE_TEAM until-now    | -             | -                                   | -       | DENIED
BIRTHDATE     | NURSE   | CARE_TEAM until-now    | -             | -                                   | -       | MASKED
OWN_LIST      | DOCTOR  | CARE_TEAM until-now    | -             | -                                   | -       | ABSENT
# "never for one's own chart, or that of somebody one stands for"
FINDING       | DOCTOR  | CARE_TEAM own          | -             | -                                   | -       | DENIED
CONSENT       | NURSE   | CARE_TEAM own          | -             | -                                   | -       | DENIED
NAME          | DOCTOR  | CARE_TEAM own          | -             | -                                   | -       | FULL
NAME          | DOCTOR  | CARE_TEAM own          | VIP           | -                                   | -       | ABSENT
FINDING       | NURSE   | CARE_TEAM unit own     | -             | -                                   | -       | DENIED
FINDING       | DOCTOR  | CARE_TEAM kin          | -             | -                                   | -       | DENIED
BIRTHDATE     | NURSE   | CARE_TEAM kin          | -             | -                                   | -       | MASKED
FINDING       | NURSE   | CARE_TEAM unit kin     | -             | -                                   | -       | DENIED
OWN_LIST      | DOCTOR  | CARE_TEAM own          | -             | -                                   | -       | ABSENT

# ... "stands for": while the registration holds
FINDING       | DOCTOR  | CARE_TEAM once-kin     | -             | -                                   | -       | FULL

# BREAK_GLASS: "under this very membership, within the hour: then nothing else ties, TENANT included, and the purpose is ETREAT"
NAME          | DOCTOR  | BREAK_GLASS            | -             | -                                   | -       | FULL
BIRTHDATE     | DOCTOR  | BREAK_GLASS            | -             | -                                   | -       | FULL
GENDER        | DOCTOR  | BREAK_GLASS            | -             | -                                   | -       | FULL
IDENTIFIER    | DOCTOR  | BREAK_GLASS            | -             | -                                   | -       | FULL
CONTACT       | DOCTOR  | BREAK_GLASS            | -             | -                                   | -       | FULL
CHART_LABEL   | DOCTOR  | BREAK_GLASS            | -             | -                                   | -       | FULL
VISIT         | DOCTOR  | BREAK_GLASS            | -             | -                                   | -       | FULL
REASON        | DOCTOR  | BREAK_GLASS            | -             | -                                   | -       | FULL
FINDING       | DOCTOR  | BREAK_GLASS            | -             | -                                   | -       | FULL
STAFF         | DOCTOR  | BREAK_GLASS            | -             | -                                   | -       | FULL
BIRTHDATE     | NURSE   | BREAK_GLASS            | -             | -                                   | -       | FULL
GENDER        | NURSE   | BREAK_GLASS            | -             | -                                   | -       | FULL
IDENTIFIER    | NURSE   | BREAK_GLASS            | -             | -                                   | -       | FULL
FINDING       | NURSE   | BREAK_GLASS            | -             | -                                   | -       | FULL
CONSENT       | DOCTOR  | BREAK_GLASS            | -             | -                                   | -       | DENIED
CONSENT       | NURSE   | BREAK_GLASS            | -             | -                                   | -       | DENIED
CONSENT       | DOCTOR  | BREAK_GLASS team       | -             | -                                   | -       | DENIED
FINDING       | DOCTOR  | BREAK_GLASS team       | -             | -                                   | -       | FULL
FINDING       | DOCTOR  | BREAK_GLASS until-next | -             | -                                   | -       | FULL
FINDING       | DOCTOR  | BREAK_GLASS until-now  | -             | -                                   | -       | DENIED
CONSENT       | DOCTOR  | BREAK_GLASS team until-now | -         | -                                   | -       | FULL
FINDING       | DOCTOR  | BREAK_GLASS soon       | -             | -                                   | -       | DENIED
FINDING       | DOCTOR  | BREAK_GLASS other-hat  | -             | -                                   | -       | DENIED
NAME          | DOCTOR  | BREAK_GLASS other-hat  | -             | -                                   | -       | FULL
CONSENT       | DOCTOR  | BREAK_GLASS team other-hat | -         | -                                   | -       | FULL
FINDING       | DOCTOR  | BREAK_GLASS elsewhere  | -             | -                                   | -       | DENIED
CONSENT       | NURSE   | BREAK_GLASS team elsewhere | -         | -                                   | -       | FULL
FINDING       | DOCTOR  | BREAK_GLASS own        | -             | -                                   | -       | FULL
FINDING       | DOCTOR  | BREAK_GLASS            | HIV           | -                                   | -       | FULL
FINDING       | NURSE   | BREAK_GLASS            | REPRODUCTIVE  | -                                   | -       | FULL
NAME          | DOCTOR  | BREAK_GLASS            | VIP           | -                                   | -       | FULL
NAME          | NURSE   | BREAK_GLASS            | HIV           | -                                   | -       | FULL

# "There, or not there": in the audience of each of its segments
FINDING       | DOCTOR  | CARE_TEAM              | HIV           | -                                   | -       | FULL
FINDING       | NURSE   | CARE_TEAM              | MENTAL_HEALTH | -                                   | -       | FULL
FINDING       | DOCTOR  | CARE_TEAM              | REPRODUCTIVE  | -                                   | -       | FULL
FINDING       | DOCTOR  | CARE_TEAM              | VIP           | -                                   | -       | FULL
FINDING       | DOCTOR  | CARE_TEAM              | HIV VIP       | -                                   | -       | FULL
FINDING       | PATIENT | SELF                   | HIV           | -                                   | -       | FULL
FINDING       | PATIENT | SELF                   | MENTAL_HEALTH VIP | -                               | -       | FULL
FINDING_LABEL | DOCTOR  | CARE_TEAM              | HIV MENTAL_HEALTH | -                               | -       | FULL
VISIT_LABEL   | SUPPORT | TENANT                 | VIP           | -                                   | -       | DENIED
VISIT         | SUPPORT | TENANT                 | VIP           | -                                   | -       | FULL
VISIT         | SUPPORT | TENANT                 | VIP           | -                                   | HPAYMT  | FULL
VISIT         | SUPPORT | TENANT                 | HIV           | -                                   | -       | ABSENT
VISIT         | SUPPORT | TENANT                 | MENTAL_HEALTH | -                                   | HPAYMT  | ABSENT
VISIT         | SUPPORT | TENANT                 | REPRODUCTIVE  | -                                   | -       | ABSENT
VISIT         | SUPPORT | TENANT                 | HIV VIP       | -                                   | -       | ABSENT
VISIT         | DOCTOR  | CARE_TEAM              | HIV VIP       | -                                   | -       | FULL
REASON        | SUPPORT | TENANT                 | HIV           | -                                   | -       | ABSENT
NAME          | DOCTOR  | TENANT                 | VIP           | -                                   | -       | ABSENT
NAME          | NURSE   | TENANT                 | VIP           | -                                   | -       | ABSENT
BIRTHDATE     | NURSE   | TENANT                 | HIV           | -                                   | -       | ABSENT
NAME          | DOCTOR  | CARE_TEAM              | VIP           | -                                   | -       | FULL
NAME          | SUPPORT | TENANT                 | VIP           | -                                   | -       | FULL
NAME          | SUPPORT | TENANT                 | VIP MENTAL_HEALTH | -                               | -       | ABSENT
CONTACT       | SUPPORT | TENANT                 | HIV           | -                                   | -       | ABSENT
CHART_LABEL   | DOCTOR  | CARE_TEAM              | VIP           | -                                   | -       | FULL
FINDING       | DOCTOR  | TENANT                 | HIV           | -                                   | -       | DENIED
# ... by whatever way it is come to: the visit of a finding, the patient of a visit, a linked chart
FINDING_VISIT | DOCTOR  | CARE_TEAM              | HIV           | -                                   | -       | FULL
FINDING_VISIT | DOCTOR  | CARE_TEAM              | PSYCHOTHERAPY | -                                   | -       | ABSENT
FINDING_VISIT | PATIENT | SELF                   | PSYCHOTHERAPY | -                                   | -       | ABSENT
FINDING_VISIT | DOCTOR  | CARE_TEAM              | HIV           | DENY HIV                            | -       | ABSENT
FINDING_VISIT | DOCTOR  | CARE_TEAM              | -             | DENY VISIT                          | -       | ABSENT
VISIT_PATIENT | SUPPORT | TENANT                 | -             | -                                   | -       | FULL
VISIT_PATIENT | DOCTOR  | CARE_TEAM              | VIP           | -                                   | -       | FULL
LINKED        | DOCTOR  | CARE_TEAM              | -             | -                                   | -       | FULL
LINKED        | DOCTOR  | CARE_TEAM              | VIP           | -                                   | -       | ABSENT
LINKED        | NURSE   | CARE_TEAM              | HIV           | -                                   | -       | ABSENT
LINKED        | PATIENT | SELF                   | -             | -                                   | -       | ABSENT
LINKED        | SUPPORT | TENANT                 | -             | -                                   | -       | DENIED
LINKED_FINDING | DOCTOR | CARE_TEAM              | -             | -                                   | -       | DENIED
LINKED_FINDING | DOCTOR | BREAK_GLASS            | -             | -                                   | -       | DENIED
# "So does who may not read the class of its id"
NAME          | DOCTOR  | CARE_TEAM              | -             | DENY NAME                           | -       | ABSENT
BIRTHDATE     | DOCTOR  | CARE_TEAM              | -             | DENY NAME                           | -       | ABSENT
FINDING       | NURSE   | CARE_TEAM              | -             | DENY NAME NURSE                     | -       | ABSENT
FINDING       | DOCTOR  | CARE_TEAM              | HIV           | DENY CLINICAL HIV                   | -       | ABSENT
VISIT         | DOCTOR  | CARE_TEAM              | HIV           | DENY CLINICAL HIV                   | -       | FULL
REASON        | DOCTOR  | CARE_TEAM              | HIV           | DENY CLINICAL HIV                   | -       | DENIED
REASON        | DOCTOR  | CARE_TEAM              | HIV           | DENY VISIT HIV                      | -       | ABSENT

# "Psychotherapy notes ... exist for their author (while in the care team), and for nobody else"
FINDING       | DOCTOR  | CARE_TEAM AUTHOR       | PSYCHOTHERAPY | -                                   | -       | FULL
FINDING       | NURSE   | CARE_TEAM AUTHOR       | PSYCHOTHERAPY | -                                   | -       | FULL
FINDING       | NURSE   | CARE_TEAM unit AUTHOR  | PSYCHOTHERAPY | -                                   | -       | FULL
FINDING       | DOCTOR  | CARE_TEAM by-person AUTHOR | PSYCHOTHERAPY | -                               | -       | FULL
FINDING       | DOCTOR  | CARE_TEAM              | PSYCHOTHERAPY | -                                   | -       | ABSENT
FINDING       | DOCTOR  | TENANT AUTHOR          | PSYCHOTHERAPY | -                                   | -       | DENIED
FINDING       | DOCTOR  | CARE_TEAM until-now AUTHOR | PSYCHOTHERAPY | -                               | -       | DENIED
FINDING       | PATIENT | SELF                   | PSYCHOTHERAPY | -                                   | -       | ABSENT
FINDING       | PATIENT | PROXY GUARDIAN         | PSYCHOTHERAPY | -                                   | -       | ABSENT
FINDING       | DOCTOR  | BREAK_GLASS            | PSYCHOTHERAPY | -                                   | -       | ABSENT
FINDING       | DOCTOR  | BREAK_GLASS AUTHOR     | PSYCHOTHERAPY | -                                   | -       | ABSENT
FINDING       | DOCTOR  | BREAK_GLASS team AUTHOR | PSYCHOTHERAPY | -                                  | -       | ABSENT
VISIT         | DOCTOR  | CARE_TEAM AUTHOR       | PSYCHOTHERAPY | -                                   | -       | FULL
VISIT         | DOCTOR  | CARE_TEAM              | PSYCHOTHERAPY | -                                   | -       | ABSENT
VISIT         | SUPPORT | TENANT                 | PSYCHOTHERAPY | -                                   | -       | ABSENT
FINDING       | DOCTOR  | CARE_TEAM AUTHOR       | HIV PSYCHOTHERAPY | -                               | -       | FULL
FINDING       | DOCTOR  | CARE_TEAM              | HIV PSYCHOTHERAPY | -                               | -       | ABSENT
FINDING       | DOCTOR  | CARE_TEAM AUTHOR       | PSYCHOTHERAPY | DENY PSYCHOTHERAPY                  | -       | ABSENT
FINDING       | DOCTOR  | CARE_TEAM              | PSYCHOTHERAPY | PERMIT PSYCHOTHERAPY                | -       | ABSENT
# "For one record AUTHOR may come on top": it opens nothing else
FINDING       | DOCTOR  | TENANT AUTHOR          | -             | -                                   | -       | DENIED
FINDING       | PATIENT | TENANT AUTHOR          | -             | -                                   | -       | ABSENT

# "a consent only removes": no permission opens what the schema does not grant
FINDING       | DOCTOR  | TENANT                 | -             | PERMIT                              | -       | DENIED
FINDING       | DOCTOR  | TENANT                 | -             | PERMIT CLINICAL @caller             | -       | DENIED
GENDER        | NURSE   | TENANT                 | -             | PERMIT DEMOGRAPHIC NURSE            | -       | DENIED
BIRTHDATE     | NURSE   | TENANT                 | -             | PERMIT DEMOGRAPHIC NURSE            | -       | MASKED
VISIT         | SUPPORT | TENANT                 | HIV           | PERMIT HIV SUPPORT                  | -       | ABSENT
NAME          | PATIENT | TENANT                 | -             | PERMIT @person                      | -       | ABSENT
NAME          | ADMIN   | TENANT                 | -             | PERMIT ADMIN                        | -       | REFUSED
# A rule "names any of": classes
FINDING       | DOCTOR  | CARE_TEAM              | -             | DENY CLINICAL                       | -       | DENIED
VISIT         | DOCTOR  | CARE_TEAM              | -             | DENY CLINICAL                       | -       | FULL
REASON        | DOCTOR  | CARE_TEAM              | -             | DENY CLINICAL                       | -       | DENIED
CONTACT       | DOCTOR  | CARE_TEAM              | -             | DENY CLINICAL VISIT                 | -       | FULL
CONTACT       | SUPPORT | TENANT                 | -             | DENY CONTACT                        | -       | DENIED
STAFF         | DOCTOR  | CARE_TEAM              | -             | DENY CONTACT                        | -       | DENIED
STAFF         | DOCTOR  | CARE_TEAM              | -             | DENY STAFF                          | -       | FULL
PERFORMER     | DOCTOR  | CARE_TEAM              | -             | DENY STAFF                          | -       | FULL
FINDING       | DOCTOR  | CARE_TEAM              | -             | DENY VISIT CONTACT                  | -       | FULL
CONTACT       | DOCTOR  | CARE_TEAM              | -             | DENY                                | -       | DENIED
# ... segments: "a denial, if the record has one of the segments it names; a permission, if all are among those it names"
FINDING       | DOCTOR  | CARE_TEAM              | HIV           | DENY HIV                            | -       | ABSENT
FINDING       | DOCTOR  | CARE_TEAM              | -             | DENY HIV                            | -       | FULL
FINDING       | DOCTOR  | CARE_TEAM              | MENTAL_HEALTH | DENY HIV                            | -       | FULL
FINDING       | DOCTOR  | CARE_TEAM              | HIV MENTAL_HEALTH | DENY HIV                        | -       | ABSENT
FINDING       | DOCTOR  | CARE_TEAM              | -             | DENY NORMAL                         | -       | DENIED
FINDING       | DOCTOR  | CARE_TEAM              | HIV           | DENY CLINICAL HIV ; PERMIT CLINICAL HIV @caller | - | FULL
FINDING       | DOCTOR  | CARE_TEAM              | HIV VIP       | DENY HIV VIP ; PERMIT HIV           | -       | ABSENT
FINDING       | DOCTOR  | CARE_TEAM              | HIV VIP       | DENY HIV VIP REPRODUCTIVE ; PERMIT HIV VIP | - | FULL
# ... roles
FINDING       | DOCTOR  | CARE_TEAM              | -             | DENY DOCTOR                         | -       | DENIED
FINDING       | NURSE   | CARE_TEAM              | -             | DENY DOCTOR                         | -       | FULL
VISIT         | SUPPORT | TENANT                 | -             | DENY VISIT SUPPORT                  | -       | DENIED
VISIT         | SUPPORT | TENANT                 | -             | DENY VISIT DOCTOR NURSE             | -       | FULL
# ... persons
FINDING       | DOCTOR  | CARE_TEAM              | -             | DENY @caller                        | -       | DENIED
FINDING       | DOCTOR  | CARE_TEAM              | -             | DENY @person                        | -       | DENIED
FINDING       | DOCTOR  | CARE_TEAM              | -             | DENY @other                         | -       | FULL
FINDING       | NURSE   | CARE_TEAM              | -             | DENY @other @caller                 | -       | DENIED
VISIT         | SUPPORT | TENANT                 | -             | DENY VISIT @person                  | -       | DENIED
# ... purposes
FINDING       | DOCTOR  | CARE_TEAM              | -             | DENY TREAT                          | -       | DENIED
FINDING       | DOCTOR  | CARE_TEAM              | -             | DENY HPAYMT                         | -       | FULL
VISIT         | SUPPORT | TENANT                 | -             | DENY VISIT HPAYMT                   | -       | FULL
VISIT         | SUPPORT | TENANT                 | -             | DENY VISIT HPAYMT                   | HPAYMT  | DENIED
FINDING       | DOCTOR  | CARE_TEAM              | -             | DENY ETREAT                         | -       | FULL
# ... a period
FINDING       | DOCTOR  | CARE_TEAM              | -             | DENY CLINICAL now                   | -       | DENIED
FINDING       | DOCTOR  | CARE_TEAM              | -             | DENY CLINICAL past                  | -       | FULL
FINDING       | DOCTOR  | CARE_TEAM              | -             | DENY CLINICAL future                | -       | FULL
FINDING       | DOCTOR  | CARE_TEAM              | -             | DENY CLINICAL from-now              | -       | DENIED
FINDING       | DOCTOR  | CARE_TEAM              | -             | DENY CLINICAL until-now             | -       | FULL
FINDING       | DOCTOR  | CARE_TEAM              | -             | DENY CLINICAL until-next            | -       | DENIED
FINDING       | DOCTOR  | CARE_TEAM              | -             | DENY CLINICAL ; PERMIT CLINICAL @caller past | - | DENIED
# "The more specific wins, then deny."
FINDING       | DOCTOR  | CARE_TEAM              | -             | DENY ; PERMIT CLINICAL              | -       | FULL
FINDING       | DOCTOR  | CARE_TEAM              | -             | PERMIT CLINICAL ; DENY              | -       | FULL
FINDING       | DOCTOR  | CARE_TEAM              | -             | DENY CLINICAL ; PERMIT              | -       | DENIED
FINDING       | DOCTOR  | CARE_TEAM              | -             | DENY ; PERMIT                       | -       | DENIED
FINDING       | DOCTOR  | CARE_TEAM              | -             | DENY CLINICAL ; PERMIT CLINICAL     | -       | DENIED
FINDING       | DOCTOR  | CARE_TEAM              | -             | DENY CLINICAL VISIT ; PERMIT CLINICAL | -     | FULL
FINDING       | DOCTOR  | CARE_TEAM              | -             | DENY CLINICAL ; PERMIT CLINICAL VISIT | -     | DENIED
FINDING       | DOCTOR  | CARE_TEAM              | -             | DENY CLINICAL ; PERMIT DOCTOR       | -       | DENIED
FINDING       | DOCTOR  | CARE_TEAM              | -             | DENY CLINICAL ; PERMIT CLINICAL DOCTOR | -    | FULL
FINDING       | DOCTOR  | CARE_TEAM              | -             | DENY CLINICAL ; PERMIT CLINICAL TREAT | -     | FULL
FINDING       | DOCTOR  | CARE_TEAM              | -             | DENY TREAT ; PERMIT TREAT ETREAT    | -       | DENIED
FINDING       | DOCTOR  | CARE_TEAM              | -             | DENY TREAT ETREAT ; PERMIT TREAT    | -       | FULL
FINDING       | DOCTOR  | CARE_TEAM              | -             | DENY DOCTOR NURSE ; PERMIT DOCTOR   | -       | FULL
FINDING       | DOCTOR  | CARE_TEAM              | -             | DENY DOCTOR ; PERMIT DOCTOR NURSE   | -       | DENIED
FINDING       | DOCTOR  | CARE_TEAM              | -             | DENY @caller @other ; PERMIT @caller | -      | FULL
FINDING       | DOCTOR  | CARE_TEAM              | -             | DENY @caller ; PERMIT @caller @other | -      | DENIED
FINDING       | DOCTOR  | CARE_TEAM              | HIV           | DENY ; PERMIT HIV                   | -       | DENIED
FINDING       | DOCTOR  | CARE_TEAM              | -             | DENY NORMAL HIV ; PERMIT NORMAL     | -       | FULL
# ... "A permission beats a denial only if ... everything it names": a period is among what a rule names
FINDING       | DOCTOR  | CARE_TEAM              | -             | DENY CLINICAL ; PERMIT CLINICAL now | -       | FULL
FINDING       | DOCTOR  | CARE_TEAM              | -             | DENY CLINICAL now ; PERMIT CLINICAL @caller | - | DENIED
# "(Somebody who is named lies within the role that is named.)"
FINDING       | DOCTOR  | CARE_TEAM              | -             | DENY DOCTOR ; PERMIT @caller        | -       | FULL
FINDING       | DOCTOR  | CARE_TEAM              | -             | DENY DOCTOR ; PERMIT @person        | -       | FULL
FINDING       | DOCTOR  | CARE_TEAM              | -             | DENY @caller ; PERMIT DOCTOR        | -       | DENIED
FINDING       | DOCTOR  | CARE_TEAM              | -             | DENY DOCTOR ; PERMIT @other         | -       | DENIED
FINDING       | DOCTOR  | CARE_TEAM              | -             | DENY @caller ; PERMIT @caller DOCTOR | -      | DENIED
FINDING       | DOCTOR  | CARE_TEAM              | -             | DENY DOCTOR ; PERMIT @caller DOCTOR | -       | FULL
FINDING       | DOCTOR  | CARE_TEAM              | -             | DENY CLINICAL DOCTOR ; PERMIT @caller | -     | DENIED
FINDING       | DOCTOR  | CARE_TEAM              | -             | DENY CLINICAL DOCTOR ; PERMIT CLINICAL @caller | - | FULL
# "If a denial is beaten by no permission, it denies."
FINDING       | DOCTOR  | CARE_TEAM              | -             | DENY ; PERMIT DOCTOR ; DENY @caller | -       | DENIED
FINDING       | DOCTOR  | CARE_TEAM              | -             | DENY ; PERMIT DOCTOR ; DENY NURSE   | -       | FULL
FINDING       | DOCTOR  | CARE_TEAM              | -             | DENY ; DENY CLINICAL ; PERMIT CLINICAL DOCTOR | - | FULL
FINDING       | DOCTOR  | CARE_TEAM              | -             | DENY DOCTOR ; DENY CLINICAL ; PERMIT CLINICAL DOCTOR | - | FULL
FINDING       | DOCTOR  | CARE_TEAM              | -             | DENY DOCTOR ; DENY CLINICAL ; PERMIT DOCTOR TREAT ; PERMIT CLINICAL TREAT | - | FULL
# "A rule that cannot be read ... denies everything, as far as a denial that names nothing does."
FINDING       | DOCTOR  | CARE_TEAM              | -             | PERMIT ?class                       | -       | DENIED
FINDING       | DOCTOR  | CARE_TEAM              | -             | PERMIT ?segment                     | -       | DENIED
FINDING       | NURSE   | CARE_TEAM              | -             | DENY ?role                          | -       | DENIED
FINDING       | DOCTOR  | CARE_TEAM              | -             | DENY ?purpose                       | -       | DENIED
CONTACT       | SUPPORT | TENANT                 | -             | PERMIT ?empty                       | -       | DENIED
FINDING       | DOCTOR  | CARE_TEAM              | -             | DENY ?period NURSE                  | -       | DENIED
FINDING       | DOCTOR  | CARE_TEAM              | -             | ?type                               | -       | DENIED
NAME          | DOCTOR  | CARE_TEAM              | -             | PERMIT ?class                       | -       | FULL
CONSENT       | SUPPORT | TENANT                 | -             | PERMIT ?empty                       | -       | FULL
FINDING       | DOCTOR  | CARE_TEAM              | -             | PERMIT ?class ; PERMIT              | -       | DENIED
FINDING       | DOCTOR  | CARE_TEAM              | -             | PERMIT ?class ; PERMIT CLINICAL     | -       | DENIED
FINDING       | PATIENT | SELF                   | -             | PERMIT ?class                       | -       | FULL
FINDING       | DOCTOR  | BREAK_GLASS            | -             | PERMIT ?class                       | -       | FULL
FINDING       | PATIENT | PROXY GUARDIAN         | -             | PERMIT ?class                       | -       | DENIED
# "Not bound: the patient's own access (SELF)."
FINDING       | PATIENT | SELF                   | -             | DENY                                | -       | FULL
NAME          | PATIENT | SELF                   | -             | DENY NAME                           | -       | FULL
FINDING       | PATIENT | SELF                   | HIV           | DENY HIV PATIENT                    | -       | FULL
CONSENT       | PATIENT | SELF                   | -             | DENY CONSENT @person                | -       | FULL
FINDING       | PATIENT | PROXY GUARDIAN         | -             | DENY                                | -       | DENIED
FINDING       | PATIENT | PROXY GUARDIAN         | -             | DENY @person                        | -       | DENIED
FINDING       | PATIENT | PROXY GUARDIAN         | HIV           | DENY HIV PATIENT                    | -       | ABSENT
NAME          | PATIENT | PROXY GUARDIAN         | -             | DENY                                | -       | FULL
NAME          | PATIENT | PROXY GUARDIAN         | -             | DENY NAME PATIENT                   | -       | ABSENT
# "An emergency (BREAK_GLASS) is bound only by rules that name ETREAT (45 CFR 164.522(a)(1)(iii))"
FINDING       | DOCTOR  | BREAK_GLASS            | -             | DENY                                | -       | FULL
FINDING       | DOCTOR  | BREAK_GLASS            | -             | DENY @caller                        | -       | FULL
FINDING       | DOCTOR  | BREAK_GLASS            | HIV           | DENY HIV DOCTOR CLINICAL            | -       | FULL
FINDING       | DOCTOR  | BREAK_GLASS            | -             | DENY TREAT                          | -       | FULL
NAME          | DOCTOR  | BREAK_GLASS            | -             | DENY NAME                           | -       | FULL
FINDING       | DOCTOR  | BREAK_GLASS            | -             | DENY ETREAT                         | -       | DENIED
FINDING       | DOCTOR  | BREAK_GLASS            | -             | DENY TREAT ETREAT                   | -       | DENIED
FINDING       | DOCTOR  | BREAK_GLASS            | HIV           | DENY HIV ETREAT                     | -       | ABSENT
FINDING       | DOCTOR  | BREAK_GLASS            | -             | DENY HIV ETREAT                     | -       | FULL
FINDING       | DOCTOR  | BREAK_GLASS            | -             | DENY NURSE ETREAT                   | -       | FULL
NAME          | DOCTOR  | BREAK_GLASS            | -             | DENY ETREAT                         | -       | FULL
NAME          | DOCTOR  | BREAK_GLASS            | -             | DENY NAME ETREAT                    | -       | ABSENT
CONTACT       | NURSE   | BREAK_GLASS            | -             | DENY ETREAT                         | -       | DENIED
FINDING       | DOCTOR  | BREAK_GLASS            | -             | DENY ETREAT ; PERMIT CLINICAL ETREAT | -      | FULL
FINDING       | DOCTOR  | BREAK_GLASS            | -             | DENY ETREAT ; PERMIT CLINICAL       | -       | DENIED
# "NAME and CONSENT of the patient's own record are closed only by a rule that names them"
NAME          | DOCTOR  | CARE_TEAM              | -             | DENY                                | -       | FULL
NAME          | DOCTOR  | TENANT                 | -             | DENY @caller                        | -       | FULL
CONSENT       | DOCTOR  | CARE_TEAM              | -             | DENY                                | -       | FULL
CONSENT       | SUPPORT | TENANT                 | -             | DENY                                | -       | FULL
CONSENT       | SUPPORT | TENANT                 | -             | DENY CONSENT                        | -       | DENIED
CONSENT       | DOCTOR  | CARE_TEAM              | -             | DENY CONSENT DOCTOR                 | -       | DENIED
NAME          | DOCTOR  | CARE_TEAM              | -             | DENY CONSENT                        | -       | FULL
NAME          | SUPPORT | TENANT                 | -             | DENY NAME                           | -       | ABSENT
NAME          | SUPPORT | TENANT                 | -             | DENY NAME CONTACT DOCTOR            | -       | FULL
NAME          | DOCTOR  | CARE_TEAM              | -             | DENY NAME ; PERMIT                  | -       | ABSENT
NAME          | DOCTOR  | CARE_TEAM              | -             | DENY NAME ; PERMIT NAME DOCTOR      | -       | FULL
CONTACT       | SUPPORT | TENANT                 | -             | DENY                                | -       | DENIED
BIRTHDATE     | DOCTOR  | TENANT                 | -             | DENY                                | -       | DENIED
# ... of the patient's own record only
VISIT         | DOCTOR  | CARE_TEAM              | HIV           | DENY HIV                            | -       | ABSENT

# "PART2 has to be asked for"
FINDING       | DOCTOR  | CARE_TEAM              | PART2         | -                                   | -       | ABSENT
FINDING       | NURSE   | CARE_TEAM unit         | PART2         | -                                   | -       | ABSENT
FINDING       | DOCTOR  | CARE_TEAM              | PART2         | PERMIT                              | -       | ABSENT
FINDING       | DOCTOR  | CARE_TEAM              | PART2         | PERMIT CLINICAL @caller             | -       | ABSENT
FINDING       | DOCTOR  | CARE_TEAM              | PART2         | PERMIT HIV                          | -       | ABSENT
FINDING       | DOCTOR  | CARE_TEAM              | PART2         | PERMIT PART2                        | -       | FULL
FINDING       | DOCTOR  | CARE_TEAM              | PART2         | PERMIT PART2 HIV                    | -       | FULL
FINDING       | NURSE   | CARE_TEAM              | PART2         | PERMIT PART2 NURSE TREAT            | -       | FULL
FINDING       | DOCTOR  | CARE_TEAM              | PART2         | PERMIT PART2 NURSE                  | -       | ABSENT
FINDING       | DOCTOR  | CARE_TEAM              | PART2         | PERMIT PART2 @caller                | -       | FULL
FINDING       | DOCTOR  | CARE_TEAM              | PART2         | PERMIT PART2 @person                | -       | FULL
FINDING       | DOCTOR  | CARE_TEAM              | PART2         | PERMIT PART2 @other                 | -       | ABSENT
FINDING       | DOCTOR  | CARE_TEAM              | PART2         | PERMIT PART2 HPAYMT                 | -       | ABSENT
FINDING       | DOCTOR  | CARE_TEAM              | PART2         | PERMIT PART2 past                   | -       | ABSENT
FINDING       | DOCTOR  | CARE_TEAM              | PART2         | PERMIT PART2 now                    | -       | FULL
FINDING       | DOCTOR  | CARE_TEAM              | PART2         | PERMIT PART2 CLINICAL               | -       | FULL
FINDING       | DOCTOR  | CARE_TEAM              | PART2         | PERMIT PART2 VISIT                  | -       | ABSENT
VISIT         | DOCTOR  | CARE_TEAM              | PART2         | PERMIT PART2 VISIT                  | -       | FULL
REASON        | DOCTOR  | CARE_TEAM              | PART2         | PERMIT PART2 VISIT                  | -       | DENIED
VISIT         | DOCTOR  | CARE_TEAM              | PART2         | PERMIT PART2 CLINICAL               | -       | ABSENT
FINDING       | DOCTOR  | TENANT                 | PART2         | PERMIT PART2                        | -       | DENIED
VISIT         | SUPPORT | TENANT                 | PART2         | PERMIT PART2                        | -       | ABSENT
VISIT         | SUPPORT | TENANT                 | PART2         | PERMIT PART2 HPAYMT SUPPORT         | HPAYMT  | ABSENT
# ... two segments: that permission "names PART2"; of the other nothing has to be said where the default is PERMIT
FINDING       | DOCTOR  | CARE_TEAM              | PART2 HIV     | PERMIT PART2                        | -       | FULL
FINDING       | DOCTOR  | CARE_TEAM              | PART2 HIV     | PERMIT PART2 HIV                    | -       | FULL
FINDING       | DOCTOR  | CARE_TEAM              | PART2 HIV     | PERMIT HIV                          | -       | ABSENT
FINDING       | DOCTOR  | CARE_TEAM              | PART2 HIV     | PERMIT PART2 ; DENY HIV             | -       | ABSENT
FINDING       | DOCTOR  | CARE_TEAM              | PART2 HIV     | PERMIT PART2 HIV ; DENY PART2 HIV VIP | -     | FULL
FINDING       | DOCTOR  | CARE_TEAM              | PART2 HIV     | PERMIT PART2 ; DENY PART2 VIP       | -       | ABSENT
# ... the patient's own record too, its name included: "nobody learns of such a record"
NAME          | DOCTOR  | CARE_TEAM              | PART2         | -                                   | -       | ABSENT
NAME          | DOCTOR  | CARE_TEAM              | PART2         | PERMIT PART2                        | -       | FULL
NAME          | DOCTOR  | CARE_TEAM              | PART2         | PERMIT PART2 CLINICAL               | -       | ABSENT
NAME          | SUPPORT | TENANT                 | PART2         | PERMIT PART2                        | -       | ABSENT
NAME          | PATIENT | SELF                   | PART2         | -                                   | -       | FULL
NAME          | NURSE   | BREAK_GLASS            | PART2         | -                                   | -       | FULL
FINDING       | DOCTOR  | CARE_TEAM AUTHOR       | PART2 PSYCHOTHERAPY | -                             | -       | FULL
# ... "but for its author, the patient and an emergency (42 CFR 2.51)"
FINDING       | DOCTOR  | CARE_TEAM AUTHOR       | PART2         | -                                   | -       | FULL
FINDING       | DOCTOR  | TENANT AUTHOR          | PART2         | -                                   | -       | DENIED
FINDING       | PATIENT | SELF                   | PART2         | -                                   | -       | FULL
FINDING       | DOCTOR  | BREAK_GLASS            | PART2         | -                                   | -       | FULL
FINDING       | NURSE   | BREAK_GLASS            | PART2         | -                                   | -       | FULL
VISIT         | NURSE   | BREAK_GLASS            | PART2 VIP     | -                                   | -       | FULL
FINDING       | PATIENT | PROXY GUARDIAN         | PART2         | -                                   | -       | ABSENT
FINDING       | PATIENT | PROXY GUARDIAN         | PART2         | PERMIT PART2 PATIENT                | -       | FULL
FINDING       | PATIENT | PROXY GUARDIAN         | PART2         | PERMIT PART2 @person                | -       | FULL
FINDING       | PATIENT | PROXY GUARDIAN         | PART2         | PERMIT PART2 DOCTOR                 | -       | ABSENT
# ... "denials count as ever"
FINDING       | DOCTOR  | CARE_TEAM              | PART2         | PERMIT PART2 ; DENY                 | -       | DENIED
FINDING       | DOCTOR  | CARE_TEAM              | PART2         | PERMIT PART2 ; DENY PART2           | -       | ABSENT
FINDING       | DOCTOR  | CARE_TEAM              | PART2         | PERMIT PART2 DOCTOR ; DENY PART2    | -       | FULL
FINDING       | DOCTOR  | CARE_TEAM              | PART2         | PERMIT PART2 ; DENY PART2 @other    | -       | FULL
FINDING       | DOCTOR  | CARE_TEAM              | PART2         | PERMIT PART2 ; DENY PART2 @caller   | -       | ABSENT
FINDING       | DOCTOR  | CARE_TEAM AUTHOR       | PART2         | DENY PART2                          | -       | ABSENT
FINDING       | PATIENT | SELF                   | PART2         | DENY PART2                          | -       | FULL
FINDING       | DOCTOR  | BREAK_GLASS            | PART2         | DENY PART2                          | -       | FULL
FINDING       | DOCTOR  | BREAK_GLASS            | PART2         | DENY PART2 ETREAT                   | -       | ABSENT

# "A proxy sees what the schema grants to PROXY"
NAME          | PATIENT | PROXY GUARDIAN         | -             | -                                   | -       | FULL
BIRTHDATE     | PATIENT | PROXY POWER_OF_ATTORNEY | -            | -                                   | -       | FULL
GENDER        | PATIENT | PROXY EXECUTOR         | -             | -                                   | -       | FULL
IDENTIFIER    | PATIENT | PROXY GUARDIAN         | -             | -                                   | -       | FULL
CONTACT       | PATIENT | PROXY GUARDIAN         | -             | -                                   | -       | FULL
CONSENT       | PATIENT | PROXY GUARDIAN         | -             | -                                   | -       | DENIED
CHART_LABEL   | PATIENT | PROXY GUARDIAN         | -             | -                                   | -       | FULL
VISIT         | PATIENT | PROXY GUARDIAN         | -             | -                                   | -       | FULL
REASON        | PATIENT | PROXY GUARDIAN         | -             | -                                   | -       | FULL
FINDING       | PATIENT | PROXY GUARDIAN         | -             | -                                   | -       | FULL
STAFF         | PATIENT | PROXY GUARDIAN         | -             | -                                   | -       | FULL
FINDING       | PATIENT | PROXY GUARDIAN         | HIV           | -                                   | -       | FULL
NAME          | PATIENT | PROXY GUARDIAN         | VIP           | -                                   | -       | FULL
# ... "within its period"
FINDING       | PATIENT | PROXY GUARDIAN from-now | -            | -                                   | -       | FULL
FINDING       | PATIENT | PROXY GUARDIAN until-next | -          | -                                   | -       | FULL
FINDING       | PATIENT | PROXY GUARDIAN until-now | -           | -                                   | -       | ABSENT
NAME          | PATIENT | PROXY GUARDIAN until-now | -           | -                                   | -       | ABSENT
NAME          | PATIENT | PROXY EXECUTOR soon    | -             | -                                   | -       | ABSENT
# ... "within the classes and segments of its registration (nothing named: all)"
VISIT         | PATIENT | PROXY GUARDIAN NAME VISIT | -          | -                                   | -       | FULL
REASON        | PATIENT | PROXY GUARDIAN NAME VISIT | -          | -                                   | -       | DENIED
FINDING       | PATIENT | PROXY GUARDIAN NAME VISIT | -          | -                                   | -       | DENIED
CONTACT       | PATIENT | PROXY GUARDIAN NAME VISIT | -          | -                                   | -       | DENIED
NAME          | PATIENT | PROXY GUARDIAN VISIT   | -             | -                                   | -       | ABSENT
FINDING       | PATIENT | PROXY GUARDIAN NAME CLINICAL | -       | -                                   | -       | FULL
CONSENT       | PATIENT | PROXY GUARDIAN NAME CONSENT | -        | -                                   | -       | DENIED
FINDING       | PATIENT | PROXY GUARDIAN NORMAL HIV | HIV        | -                                   | -       | FULL
FINDING       | PATIENT | PROXY GUARDIAN NORMAL HIV | -          | -                                   | -       | FULL
FINDING       | PATIENT | PROXY GUARDIAN NORMAL HIV | VIP        | -                                   | -       | ABSENT
FINDING       | PATIENT | PROXY GUARDIAN NORMAL HIV | HIV VIP    | -                                   | -       | ABSENT
NAME          | PATIENT | PROXY GUARDIAN NORMAL  | VIP           | -                                   | -       | ABSENT
NAME          | PATIENT | PROXY GUARDIAN NORMAL  | -             | -                                   | -       | FULL
FINDING       | PATIENT | PROXY GUARDIAN PART2 NORMAL | PART2    | -                                   | -       | ABSENT
FINDING       | PATIENT | PROXY GUARDIAN PART2 NORMAL | PART2    | PERMIT PART2 @person                | -       | FULL
# ... "A parent's ends by itself when the patient comes of age"
FINDING       | PATIENT | PROXY PARENT 2020-01-01 | -            | -                                   | -       | FULL
NAME          | PATIENT | PROXY PARENT 2008-06-16 | -            | -                                   | -       | FULL
NAME          | PATIENT | PROXY PARENT 2008-06-15 | -            | -                                   | -       | ABSENT
FINDING       | PATIENT | PROXY PARENT 2008-06-15 | -            | -                                   | -       | ABSENT
NAME          | PATIENT | PROXY PARENT 1970-03-05 | -            | -                                   | -       | ABSENT
NAME          | PATIENT | PROXY GUARDIAN 2008-06-15 | -          | -                                   | -       | FULL
NAME          | PATIENT | PROXY POWER_OF_ATTORNEY 1970-03-05 | - | -                                   | -       | FULL
# ... "from 12 to 17 all but NORMAL and VIP"
FINDING       | PATIENT | PROXY PARENT 2014-06-16 | HIV          | -                                   | -       | FULL
FINDING       | PATIENT | PROXY PARENT 2014-06-15 | HIV          | -                                   | -       | ABSENT
FINDING       | PATIENT | PROXY PARENT 2014-06-15 | -            | -                                   | -       | FULL
FINDING       | PATIENT | PROXY PARENT 2014-06-15 | VIP          | -                                   | -       | FULL
FINDING       | PATIENT | PROXY PARENT 2010-06-15 | MENTAL_HEALTH | -                                  | -       | ABSENT
FINDING       | PATIENT | PROXY PARENT 2010-06-15 | REPRODUCTIVE VIP | -                               | -       | ABSENT
FINDING       | PATIENT | PROXY PARENT 2008-06-16 | HIV          | -                                   | -       | ABSENT
FINDING       | PATIENT | PROXY PARENT 2014-06-15 | PART2        | PERMIT PART2                        | -       | ABSENT
FINDING       | PATIENT | PROXY PARENT 2014-06-16 | PART2        | PERMIT PART2                        | -       | FULL
VISIT         | PATIENT | PROXY PARENT 2014-06-15 | REPRODUCTIVE | -                                   | -       | ABSENT
NAME          | PATIENT | PROXY PARENT 2014-06-15 | MENTAL_HEALTH | -                                  | -       | ABSENT
FINDING       | PATIENT | PROXY GUARDIAN 2014-06-15 | HIV        | -                                   | -       | FULL
FINDING       | PATIENT | PROXY PARENT 2014-06-16 HIV NORMAL | MENTAL_HEALTH | -                       | -       | ABSENT
# ... "a birth date without a day as its first day; without a birth date nobody is known to be a child"
FINDING       | PATIENT | PROXY PARENT 2014-06  | HIV            | -                                   | -       | ABSENT
FINDING       | PATIENT | PROXY PARENT 2014-07  | HIV            | -                                   | -       | FULL
FINDING       | PATIENT | PROXY PARENT 2014     | HIV            | -                                   | -       | ABSENT
FINDING       | PATIENT | PROXY PARENT 2015     | HIV            | -                                   | -       | FULL
NAME          | PATIENT | PROXY PARENT 2008-06  | -              | -                                   | -       | ABSENT
NAME          | PATIENT | PROXY PARENT 2008-07  | -              | -                                   | -       | FULL
NAME          | PATIENT | PROXY PARENT unknown  | -              | -                                   | -       | ABSENT
NAME          | PATIENT | PROXY GUARDIAN unknown | -             | -                                   | -       | FULL
# ... "Nobody stands for oneself": who is registered so is SELF, bound by no scope and no rule
FINDING       | PATIENT | SELF registered       | -              | DENY                                | -       | FULL
CONSENT       | PATIENT | SELF registered       | -              | -                                   | -       | FULL
`

/** "Where no rule concerns it, the tenant's default decides: ... DENY. DENY closes the chart, not the patient's own record." */
const CLOSED = `
NAME          | DOCTOR  | CARE_TEAM              | -             | -                                   | -       | FULL
CONTACT       | DOCTOR  | CARE_TEAM              | -             | -                                   | -       | FULL
CONSENT       | SUPPORT | TENANT                 | -             | -                                   | -       | FULL
CHART_LABEL   | DOCTOR  | CARE_TEAM              | -             | -                                   | -       | FULL
STAFF         | DOCTOR  | TENANT                 | -             | -                                   | -       | FULL
REVIEW        | PRIVACY | TENANT                 | -             | -                                   | -       | FULL
FINDING       | DOCTOR  | CARE_TEAM              | -             | -                                   | -       | ABSENT
VISIT         | NURSE   | CARE_TEAM              | -             | -                                   | -       | ABSENT
VISIT         | SUPPORT | TENANT                 | -             | -                                   | -       | ABSENT
FINDING       | DOCTOR  | CARE_TEAM AUTHOR       | PSYCHOTHERAPY | -                                   | -       | ABSENT
FINDING       | PATIENT | SELF                   | -             | -                                   | -       | FULL
FINDING       | PATIENT | SELF                   | PART2         | -                                   | -       | FULL
FINDING       | PATIENT | PROXY GUARDIAN         | -             | -                                   | -       | ABSENT
FINDING       | PATIENT | PROXY GUARDIAN         | -             | PERMIT PATIENT                      | -       | FULL
# "the tenant's default does not bind it" (an emergency)
FINDING       | DOCTOR  | BREAK_GLASS            | -             | -                                   | -       | FULL
FINDING       | NURSE   | BREAK_GLASS            | HIV           | -                                   | -       | FULL
FINDING       | DOCTOR  | BREAK_GLASS            | PART2         | -                                   | -       | FULL
FINDING       | DOCTOR  | BREAK_GLASS            | -             | DENY ETREAT CLINICAL                | -       | DENIED
# a permission opens as far as it goes
FINDING       | DOCTOR  | CARE_TEAM              | -             | PERMIT                              | -       | FULL
FINDING       | DOCTOR  | CARE_TEAM              | -             | PERMIT CLINICAL                     | -       | FULL
VISIT         | DOCTOR  | CARE_TEAM              | -             | PERMIT CLINICAL                     | -       | ABSENT
VISIT         | DOCTOR  | CARE_TEAM              | -             | PERMIT VISIT                        | -       | FULL
REASON        | DOCTOR  | CARE_TEAM              | -             | PERMIT VISIT                        | -       | DENIED
FINDING       | DOCTOR  | CARE_TEAM              | -             | PERMIT NURSE                        | -       | ABSENT
FINDING       | NURSE   | CARE_TEAM              | -             | PERMIT NURSE                        | -       | FULL
FINDING       | DOCTOR  | CARE_TEAM              | -             | PERMIT @caller                      | -       | FULL
FINDING       | DOCTOR  | CARE_TEAM              | -             | PERMIT @other                       | -       | ABSENT
FINDING       | DOCTOR  | CARE_TEAM              | -             | PERMIT HPAYMT                       | -       | ABSENT
FINDING       | DOCTOR  | CARE_TEAM              | -             | PERMIT past                         | -       | ABSENT
FINDING       | DOCTOR  | CARE_TEAM              | -             | PERMIT now                          | -       | FULL
FINDING       | DOCTOR  | CARE_TEAM              | -             | PERMIT until-now                    | -       | ABSENT
FINDING       | DOCTOR  | TENANT                 | -             | PERMIT                              | -       | DENIED
FINDING       | DOCTOR  | CARE_TEAM              | -             | PERMIT ; DENY @caller               | -       | DENIED
FINDING       | DOCTOR  | CARE_TEAM              | -             | PERMIT ; DENY @other                | -       | FULL
# "a permission, if all segments of the record are among those it names"
FINDING       | DOCTOR  | CARE_TEAM              | HIV           | PERMIT HIV                          | -       | FULL
FINDING       | DOCTOR  | CARE_TEAM              | -             | PERMIT HIV                          | -       | ABSENT
FINDING       | DOCTOR  | CARE_TEAM              | -             | PERMIT NORMAL                       | -       | FULL
FINDING       | DOCTOR  | CARE_TEAM              | HIV VIP       | PERMIT HIV                          | -       | ABSENT
FINDING       | DOCTOR  | CARE_TEAM              | HIV VIP       | PERMIT HIV ; PERMIT VIP             | -       | ABSENT
FINDING       | DOCTOR  | CARE_TEAM              | HIV VIP       | PERMIT HIV VIP                      | -       | FULL
FINDING       | DOCTOR  | CARE_TEAM              | HIV VIP       | PERMIT                              | -       | FULL
FINDING       | DOCTOR  | CARE_TEAM              | HIV VIP       | PERMIT HIV VIP ; DENY VIP           | -       | ABSENT
FINDING       | DOCTOR  | CARE_TEAM              | PART2         | PERMIT                              | -       | ABSENT
FINDING       | DOCTOR  | CARE_TEAM              | PART2         | PERMIT PART2                        | -       | FULL
FINDING       | DOCTOR  | CARE_TEAM AUTHOR       | PART2         | PERMIT                              | -       | FULL
FINDING       | DOCTOR  | CARE_TEAM              | PART2 HIV     | PERMIT PART2                        | -       | ABSENT
FINDING       | DOCTOR  | CARE_TEAM              | PART2 HIV     | PERMIT PART2 HIV                    | -       | FULL
`

/** "never for one's own chart, or that of somebody one stands for (a tenant may decide otherwise)": this one has. */
const INSIDE = `
FINDING       | DOCTOR  | CARE_TEAM own          | -             | -                                   | -       | FULL
CONSENT       | NURSE   | CARE_TEAM own          | -             | -                                   | -       | FULL
FINDING       | NURSE   | CARE_TEAM kin          | -             | -                                   | -       | FULL
FINDING       | NURSE   | CARE_TEAM unit kin     | -             | -                                   | -       | FULL
FINDING       | DOCTOR  | TENANT own             | -             | -                                   | -       | DENIED
FINDING       | DOCTOR  | CARE_TEAM own until-now | -            | -                                   | -       | DENIED
FINDING       | DOCTOR  | CARE_TEAM own          | -             | DENY DOCTOR                         | -       | DENIED
`

/** "at the tenant's age of majority, and before it the tenant's age table": 16, and from 14 on HIV is hidden. */
const AGES = `
NAME          | PATIENT | PROXY PARENT 2010-06-16 | -            | -                                   | -       | FULL
NAME          | PATIENT | PROXY PARENT 2010-06-15 | -            | -                                   | -       | ABSENT
FINDING       | PATIENT | PROXY PARENT 2012-06-16 | HIV          | -                                   | -       | FULL
FINDING       | PATIENT | PROXY PARENT 2012-06-15 | HIV          | -                                   | -       | ABSENT
FINDING       | PATIENT | PROXY PARENT 2012-06-15 | MENTAL_HEALTH | -                                  | -       | FULL
FINDING       | PATIENT | PROXY GUARDIAN 2012-06-15 | HIV        | -                                   | -       | FULL
`

/** Every table, with what its tenant has decided. */
export const TABLES = [
  ['a tenant as delivered', AS_DELIVERED, {}],
  ['a tenant whose charts are closed until the patient permits', CLOSED, { consent: 'DENY' }],
  ['a tenant whose staff are in the care team of themselves', INSIDE, { inside: true }],
  ['a tenant with an age table of its own', AGES, { ages: [{ from: 14, hides: ['HIV'] }], adult: 16 }],
] as const
