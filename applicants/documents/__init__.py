"""What a resume may be, and what can be read in it. Plain Python over bytes: no database, no request, no words for people.

`kinds` is what a request asks (cheap: structure only); `inside` is what the worker's child process asks (everything). Both raise
`Refused` with a `Reason`, whose words stand in `applicants.services.documents.words`.
"""
