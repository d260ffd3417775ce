"""The words of the default form in Spanish, by section and by question. Said to one person, politely (usted)."""

from typing import Any, Final

SECTIONS: Final[dict[str, dict[str, str]]] = {
    "about-you": {
        "title": "Sobre usted y este programa",
        "intro": "Unos pocos datos que deciden si podemos capacitarle y ubicarle en un puesto de trabajo.",
    },
    "learning": {
        "title": "Cómo aprende usted",
        "intro": "Buscamos empuje, no una habilidad ya terminada. Un número pequeño y sincero es una buena respuesta.",
    },
    "motivation": {
        "title": "Por qué la atención de la salud",
        "intro": "Escriba como habla. No se evalúan la ortografía ni la gramática.",
    },
}

QUESTIONS: Final[dict[str, dict[str, Any]]] = {
    "adult": {"label": "¿Tendrá 18 años o más cuando empiece el programa intensivo (boot camp)?"},
    "work_authorised": {
        "label": "¿Podrá trabajar legalmente en los Estados Unidos cuando termine el boot camp?",
        "help": "Los clientes lo necesitan antes del primer día de trabajo en sus instalaciones.",
    },
    "full_time": {"label": "¿Puede participar a tiempo completo durante las seis semanas del boot camp?"},
    "relocate": {"label": "¿Se mudaría a otro lugar por un puesto de trabajo del programa?"},
    "interest": {
        "label": "¿Qué tipo de trabajo le atrae más?",
        "options": {
            "full_stack": "Crear aplicaciones completas",
            "front_end": "Lo que las personas ven y tocan",
            "back_end": "Lo que funciona detrás de la pantalla",
            "data": "Datos y análisis",
            "mobile": "Aplicaciones móviles",
            "operations": "Mantener los sistemas en marcha",
            "design": "Diseño y experiencia de uso",
            "quality": "Pruebas y calidad",
            "product": "Productos y proyectos",
            "clinical": "Los sistemas clínicos y las personas que los usan",
            "undecided": "Todavía no lo sé",
        },
    },
    "hours_per_week": {
        "label": "¿Cuántas horas por semana dedica ahora a aprender algo nuevo?",
        "help": "Cursos, práctica, proyectos propios. 0 es una respuesta.",
    },
    "months_learning": {"label": "¿Cuántos meses lleva haciéndolo?"},
    "resources": {
        "label": "¿Cuáles de estos recursos ha usado para aprender por su cuenta?",
        "options": {
            "open_course": "Cursos universitarios abiertos en línea",
            "free_curriculum": "Un plan de estudios gratuito para aprender por cuenta propia",
            "interactive": "Ejercicios interactivos",
            "paid_course": "Cursos en video de pago",
            "challenges": "Retos para practicar",
            "videos": "Lecciones y charlas en video",
            "podcasts": "Pódcasts sobre el tema",
            "books": "Libros",
            "other": "Otra cosa",
        },
    },
    "events": {
        "label": "¿En cuáles de estas actividades ha participado en los últimos dos años?",
        "options": {
            "meetup": "Un encuentro de personas que aprenden",
            "hackathon": "Un hackatón",
            "conference": "Una conferencia",
            "workshop": "Un taller",
            "startup_weekend": "Un fin de semana para crear algo",
            "community": "Una comunidad que ayuda a entrar en este campo",
            "volunteering": "Voluntariado en la atención de la salud",
        },
    },
    "money_spent": {
        "label": "¿Cuánto ha gastado hasta ahora en aprender, más o menos, en dólares estadounidenses?",
        "help": "No suma nada a su puntuación. Lo usamos para ver qué pueden pagar las personas.",
    },
    "course_attended": {"label": "¿Ha empezado antes un curso largo o un boot camp?"},
    "course_finished": {"label": "¿Lo terminó?"},
    "experience_years": {
        "label": "¿Cuántos años ha trabajado en informática con un sueldo?",
        "help": "No suma nada a su puntuación, sea cual sea su respuesta.",
    },
    "why_health": {
        "label": "¿Qué le atrae de la atención de la salud?",
        "help": "Un momento, una persona, algo que debería funcionar mejor. Hasta 2,000 caracteres.",
    },
    "taught_yourself": {"label": "Cuéntenos sobre algo que aprendió por su cuenta, y cómo lo hizo."},
    "kept_going": {"label": "Cuéntenos sobre una ocasión en la que estuvo a punto de rendirse y siguió adelante."},
}
