"""Short and pet names, in English and Spanish, by the name they stand for. Written down by hand; a name may have others."""

from typing import Final

_FAMILIES: Final = """
abigail abby gail | alejandra ale alexa sandra jandra | alejandro ale alex jandro | alexander alex alec xander sasha lex
alexandra alex alexa sandra sasha lexi | alfonso poncho fonso | alfredo fredo freddy | alicia ali licha | amanda mandy
andrea andy | andrew andy drew | angela angie | angelica angie | anthony tony ant | antonia toni tonia | antonio tono tony toni
| ana anita | anna annie anya | barbara barb barbie babs | beatriz bea betty | benjamin ben benji benny | bernardo nardo
carlos charlie carlitos | carmen carmencita | carolina caro | catalina cata lina | catherine cathy kate katie cat | cecilia ceci
| charles charlie chuck chas | christina tina chris chrissy | christine chris tina | christopher chris kit topher | claudia clau
| concepcion concha conchita | consuelo chelo | cristina cris tina | cynthia cindy | daniel dan danny dani | daniela dani
david dave davey | deborah deb debbie | dolores lola | dorothy dot dottie | eduardo edu lalo eddie | edward ed eddie ted ned
eleanor ellie nell nora | elena lena nena | elizabeth liz lizzie beth betsy betty eliza libby | emily em emmy
enrique quique kike | ernesto neto | esperanza espe lancha | eugene gene | evelyn evie | fernanda fer nanda | fernando fer nando
| francis frank fran | francisca paca paquita fran | francisco paco pancho kiko fran cisco curro frank | frederick fred freddy
gabriel gabe gabi | gabriela gabi gaby | gerardo gera | gertrude trudy | gonzalo gonza | gregory greg | gregorio goyo
guadalupe lupe lupita | guillermo memo guille | gustavo gus tavo | harold hal harry | helen nell lena | henry hank harry
hector tito | humberto beto | ignacio nacho | isabel isa chabela bel | isabella bella izzy | jacob jake | jacqueline jackie
james jim jimmy jamie | janet jan | javier javi | jeffrey jeff | jennifer jen jenny | jeremy jerry | jessica jess jessie
jesus chuy chucho | joaquin quino | john johnny jack | jonathan jon johnny nathan | jorge coque | jose pepe pepito chepe joe
josefa pepa | josefina pepa fina | joseph joe joey | joshua josh | juan juanito | juana juanita | judith judy | julia juli
katherine kate kathy katie kat kay | kathleen kathy kate | kenneth ken kenny | kimberly kim | laura lau laurita | lawrence larry
| leonard leo lenny | leonardo leo | leticia lety | lourdes lulu | luis lucho luisito | lucia lucy luci | luisa lu
magdalena magda lena | manuel manolo manny manu | manuela manoli | marcela chela | margaret maggie meg peg peggy
margarita marga rita mago | maria mari mary maru | marisol mari sol | matthew matt matty | mauricio mau | melissa mel missy
mercedes merche meche | michael mike mickey mick | miguel migue mike | michelle shelly | monica moni | natalia nata naty
nathaniel nate nathan | nicholas nick nicky | nicolas nico | octavio tavio | pamela pam | patricia pat patty tricia trish pati
patrick pat paddy | pedro perico | penelope penny | peter pete | philip phil | rafael rafa | ramon moncho | raymond ray
rebecca becky becca | refugio cuca cuco | ricardo ricky rich cayo | richard rich rick dick ricky
roberto beto rober tito robert bob | robert rob bob bobby robbie bert | rodolfo fito rudy | rodrigo rigo rodri
ronald ron ronnie | rosa rosita rosie | rosario charo chayo | salvador chava salva | samantha sam sammy | samuel sam sammy
santiago santi chago yago | sarah sally sadie | sebastian seba sebas bastian | sergio checo | silvia chivis | sofia sofi
sophia sophie | stephanie steph | stephen steve | steven steve | susan sue susie suzy | susana susi | teresa tere teresita
theodore ted teddy theo | theresa terry tess | thomas tom tommy | timothy tim timmy | tomas tomi | valentina vale | valeria vale
| veronica vero ronnie | vicente chente | victor vic | victoria vicky tori vic | vincent vince vinny | virginia ginny vicky
walter walt wally | william will bill billy liam willie | ximena xime | yolanda yoli | zachary zach zack
"""
_of: dict[str, set[str]] = {}
for _family in _FAMILIES.replace("\n", " | ").split("|"):
    for _name, *_short in [_family.split()] if _family.strip() else []:
        _of.setdefault(_name, set()).update(_short)
        for _each in _short:
            _of.setdefault(_each, set()).add(_name)
NICKNAMES: Final[dict[str, frozenset[str]]] = {name: frozenset(others) for name, others in _of.items()}
"""Folded name -> what the same person may be called, both ways (Francisco: Paco; Paco: Francisco)."""
