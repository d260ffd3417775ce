"""Everyday words that are names, too, and words of addresses that are nobody's."""

from typing import Final

WORDS: Final = frozenset(
    """
    abril alba ale amber amor amparo an angel angeles april art asa ascension ash asuncion august aurora autumn baker
    ball banks bea bell benito best bill bird bishop black blanca blanco blue bob bond bonita bravo bright brook
    brooks brown bueno bush caballero cabello calle campo campos cantor cardenal caro carter casas case castillo cat
    chance chase chelo chip christian chuck church clay cliff colon con concha consuelo cook cortes crespo cross cruz
    crystal cuesta curro daisy dale dan dawn day days dean delgado deseo destiny dick dolores don done drew duke dulce
    earl early encarnacion ernest esperanza espinosa eve even every faith fe fer field fields fina fisher flor flores
    ford fox frank french gates gay gene genesis gentry german gill gin gloria golden good grace gracia grant gray
    green guerra guerrero gus guy hall han harmony hay hazel heath herb hernia hidalgo hill holly hope hunt hunter
    iglesias in ivy jack jade jan jasmine jay jean jet jewel job joy june justice kay key kim king kit knight lake
    lance lane lara law leal lee leon libby lily lola long love lucero lucky luna luz ma maestro magda mago major mar
    mari marina mark marks marsh marvel mas mason mateo max may mayo me mejia mel melody memo mercedes mesa mike
    milagros miles miller mira molina money montes moon mora moreno nacho nell nick nieves no noble nora north nova
    nurse olive oliver oso paca pace page palacios palma palomino pan pancho park parks parra pat patience paz pearl
    peg pena penny pepe pepita perico peña pilar pino piper pope power powers price prince prudence queen quiero rain
    ramos rata ray read real reed reina remedios rey reyes rich rick rios rivers rob robin rocio rocío rojas rojo rosa
    rosario rose rubio ruby russet sage salas sally salsa salva sam sandy sang santiago santos say sea seba see serena
    serrano she shelly short silva silver simple skip sky skye small smart smith so socorro sol sola soledad song soto
    star sterling stone storm strong sue summer sun sung sunny sunshine swift taylor ted terry tina to tony toro
    torres trinidad tu tuck una under vale valencia van vega vera verdad vic victor victoria vida violet virginia
    virtue walker wall walls ward warner wat wells west white wild will winter wise wolf wood woods work worth you
    young zapata zen
    """.split()  # noqa: SIM905
)
"""Names that are everyday words: taken out only where they are written with a capital, or said or signed as a name."""
COMMON: Final = frozenset(
    """
    about admin applicant apply blog care career careers channel code coder coding com company contact correo current
    data design dev developer digital email estudio example feed from gmail groups health healthcare hello help hola
    home hotmail icloud inbox index info jobs jobsearch learn learner learning live mail music name none nurse
    nursing office online open org outlook page pages people person persona personal photo photos placed portfolio
    post posts private profile proton protonmail public real resume salud school search share status student study
    support team tech test that this trabajo user video view watch website with work world writer yahoo your
    """.split()  # noqa: SIM905
)
"""Parts of addresses that tell of nobody; taken out of a text they would only make holes."""
