"""The letters that ship, in Spanish; placeholders keep their English names. Plain Python."""

# A paragraph of a letter is one line: mail programs break it where their window ends.
# ruff: noqa: E501

from typing import Final

from applicants.letters.shipped import Words

OFFERED: Final = Words(
    "Un lugar para usted en {cohort}",
    """Hola, {name}:

Le ofrecemos un lugar en {cohort}. Leímos lo que escribió y nos gustaría contar con usted.

Por favor conteste a más tardar el {answer_by}. Esta página recibe su respuesta con un clic, sí o no:

{offer_link}

El boot camp empieza el {boot_camp_starts} y termina el {boot_camp_ends}. Si acepta, le escribimos de nuevo antes del primer día.

Si rechaza el lugar, pasa a la siguiente persona, y puede presentar una solicitud para un grupo posterior. Si no sabemos nada de usted hasta entonces, la oferta vence y el lugar pasa a otra persona.

Para ver en cualquier momento cómo va su solicitud:
{status_link}

¿Tiene preguntas o hay algún obstáculo? Escriba a {contact}. Le contesta una persona.

{programme}
""",
)

WAITLISTED: Final = Words(
    "Está en la lista de espera de {cohort}",
    """Hola, {name}:

Está en la lista de espera de {cohort}. Nos habría gustado ofrecerle un lugar ahora; no alcanzaron para todas las personas que queríamos.

Cuando se libera un lugar, lo ofrecemos en el orden de la lista de espera y le escribimos con una fecha para contestar. No tiene que hacer nada. El boot camp empieza el {boot_camp_starts}; hasta entonces todavía pueden liberarse lugares.

Para ver en cualquier momento cómo va su solicitud:
{status_link}

Si ya no quiere esperar, puede retirar la solicitud en esa página. ¿Preguntas? Escriba a {contact}. Le contesta una persona.

{programme}
""",
)

REJECTED: Final = Words(
    "Su solicitud para {cohort}",
    """Hola, {name}:

Gracias por presentar su solicitud para {cohort}, y por el tiempo y la reflexión que le dedicó. No podemos ofrecerle un lugar en este grupo. Se presentaron muchas más personas que lugares hay, y esto no es un juicio sobre lo que usted puede hacer.

Tiene derecho a saber por qué. Los motivos principales:

{reasons}

Lo que usamos para decidir:

{data_used}

No usamos su nombre, su dirección, su universidad, su edad ni nada de lo que nos haya dicho sobre quién es usted en la página voluntaria.

¿Hay algo incorrecto, o falta algo? Sus respuestas están aquí, y {contact} corrige lo que no sea cierto:
{status_link}

¿Quiere que la revisemos de nuevo? Díganos aquí qué debemos ver. Lo lee y le contesta alguien que no participó en esta decisión:
{reconsider_link}

Puede presentar una solicitud para un grupo posterior, y lo que aprenda hasta entonces cuenta.

{programme}
""",
)

SHIPPED_ES: Final[dict[str, Words]] = {"offered": OFFERED, "waitlisted": WAITLISTED, "rejected": REJECTED}
"""Kind of letter -> the words it ships with."""
