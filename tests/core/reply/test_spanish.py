"""Replies in Spanish, as people write them. Understanding does not ask in which language a person reads."""

from nudges.core.reply.understand import Kind, Meaning
from nudges.core.vocabulary import Expects
from tests.harness import CARE
from tests.rows import each_row
from tests.understood import listed, understand

SAID = {
    Kind.DONE: """
        HECHO | Hecho | hecho! | ¡Hecho! | hecha | Sí | si | sip | Sí, lo hice | ya | Ya lo hice | lo
        hicimos anoche y estuvo bien | listo | Lista | Ya está | ya quedó | Hecho, gracias | Sí, hecho. Me
        costó un poco | lo logré | lo logramos | lo he hecho | Ya lo he hecho | acabo de hacerlo |
        Completado | terminé | Terminada | claro que sí | por supuesto | sí señor | ok hecho | todo hecho |
        Hecho 👍 | lo hice ayer | cumplido | hcho | vale, hecho | ya esta hecho | eso hice
    """,
    Kind.NOT_DONE: """
        No | no pude | Hoy no | hoy no pude | todavía no | Aún no | no lo hice | no me dio tiempo | se me
        olvidó | Se me pasó | me olvidé | lo olvidé | no he podido | No, hoy estaba cansada | No tuve
        tiempo, perdón | no lo he hecho | todavia no, luego lo hago | nop | esta vez no | ahora no | no
        alcancé | hoy no puedo | no hubo tiempo | qué va | no se pudo |
        PASO | paso | Paso. | paso hoy | hoy paso | saltar | sáltalo | Lo salto | omitir | paso de este |
        paso, gracias | este lo paso | esta vez paso | saltar este | prefiero pasar
    """,
    Kind.HELP: """
        AYUDA | ayuda por favor | ¿Quién eres? | ¿quién es? | qué es esto? | información |
        Necesito ayuda | ¿Cómo funciona? | ¿cómo funciona esto? | quién me escribe? |
        de qué se trata esto | de quién es este número
    """,
    Kind.START: """
        ALTA | alta | Alta por favor | INICIO | iniciar | Empezar | darme de alta | dame de alta
        otra vez | quiero darme de alta | comenzar | start | denme de alta | quiero volver a recibir
        mensajes
    """,
    Kind.STOP: """
        BAJA | baja | Baja por favor | BAJA. | darme de baja | quiero darme de baja | Dame de baja | Dadme
        de baja | deme de baja por favor | dar de baja | me quiero dar de baja | quiero la baja | solicito
        la baja | STOP | parar | PARA | Paren por favor | basta | Basta ya | ya basta | alto | no más | no
        más mensajes | no quiero más mensajes | ya no quiero mensajes | ya no quiero recibir mensajes | no
        quiero recibir más mensajes | No me escriban más | no me escribas | no me escribas más | no me
        mandes más mensajes | No me manden nada | no me envíes más mensajes | no envíes más mensajes | no
        envíen más | deja de escribirme | dejen de mandarme mensajes | deja de molestar | dejad de enviarme
        mensajes | dejen de enviar | déjame en paz | cancelar | cancelar suscripción | Cancela mi
        suscripción | cancelen esto por favor | quiero cancelar | ¿cómo me doy de baja? | como cancelo esto
        | cómo puedo darme de baja | número equivocado | se equivocó de número | te equivocaste de número |
        bórrame de la lista | borrame de tu lista | quítame de la lista | sácame de esta lista | eliminar |
        elimina mi número | borra mi número | no me contacten | no me contactes más | Desuscribir |
        desuscríbeme | Hola, quiero darme de baja, gracias | Por favor, no me escriban más. Gracias |
        Gracias pero quiero darme de baja | terminar | fin | Salir | anular suscripción | anular | detener |
        Detener mensajes | dejar de recibir mensajes | quiero dejar de recibir mensajes | no quiero más | no
        molesten | me doy de baja | para | no más
    """,
}
RATED = {
    1: """
        uno
    """,
    2: """
        hoy un 2 | Dos, fue un día difícil | un dos, la verdad
    """,
    3: """
        un 3 | yo diría 3 | 3 más o menos | como un 3 | pongo un 3 | tres puntos | estoy en 3 | tal vez un 3
        | quizá 3
    """,
    4: """
        4 | cuatro | Un cuatro | cuatro de cinco | 4 de 5 | 4/5 | Diría que un 4 | me siento en un 4 | creo
        que 4 | Mi respuesta es 4 | un 4 esta semana | 4 estrellas | sería un 4 | Nivel 4 | pues un 4
    """,
    5: """
        le doy un 5 | Cinco! | 5 sobre 5
    """,
}
#: About a life, not about us: the same words, and none of them ends, begins or explains anything.
STORIES = """
    Hoy le pedí que parara de gritar | Le dije basta y me fui a dormir | Cancelamos la cena y hablamos | La
    autoestima está baja | Estoy de baja en el trabajo | Me dieron de baja en el trabajo | Voz baja y sin
    prisa | para mí fue difícil | Para empezar, respiré | Parar y respirar antes de contestar | Parar,
    respirar, contestar | No quiero más peleas | ya no quiero discutir con ella | No quiero más a mi ex |
    Ella alzó la voz y dije alto | Hablar más alto | Deja de gritar, le dije | le dije que deje de llamarme
    | Dejé de revisar su teléfono | Dejar de callarme | deja de doler poco a poco | Quiero dejar de fumar |
    Cancelar planes cuando estoy cansada | No me escribe desde ayer | Me pidió que no le mande mensajes |
    Fin de semana tranquilo | fin de la historia | Salir a caminar | Terminar la carta | No me interesa
    discutir | No más gritos en casa | ya basta de mentiras, pensé | Bajar el ritmo | Ya no quiero vivir con
    miedo | Basta con un abrazo | Dar de baja el gimnasio | Le escribí sin parar | alta tensión en casa | Mi
    autoestima está alta | ayuda mucho hablar | Pedí ayuda a mi hermana | Eliminar a mi ex del teléfono |
    Borrar sus fotos | Detener la pelea a tiempo | No molestar cuando trabaja | No quiero recibir más
    llamadas suyas | Dejar de recibir a su familia | me quiero dar de baja del gimnasio | anular la boda |
    que deje de llorar mi hija | no quiero más de lo mismo | Parar a tiempo | Cancelar la cita con el médico
    | Deja de ser tan duro contigo | dejen de pelear, les dije | inicio de semana difícil | volver a confiar
    | No quiero recibir nada de él | Salir más con mis amigas | Salir más | Más alto | Para escribir más |
    Por fin hablamos | Al fin | Quiero volver con mi ex | No más silencio |
    Estamos de alta en el gimnasio | Le pedí ayuda | Pasó algo bonito | hecho polvo | ya no puedo | Para mí,
    no | Ya no quiero esto | Me dio de baja el seguro
"""


@each_row((kind, reply) for kind, replies in SAID.items() for reply in listed(replies))
def test_spanish_is_understood(kind: Kind, reply: str) -> None:
    assert understand(reply, Expects.DONE).kind is kind
    if kind in (Kind.STOP, Kind.START, Kind.HELP):
        assert {understand(reply, expects).kind for expects in (None, *Expects)} == {kind}


@each_row((n, reply) for n, replies in RATED.items() for reply in listed(replies))
def test_a_number_in_spanish_is_a_rating(rating: int, reply: str) -> None:
    got = understand(reply, Expects.RATING)
    assert (got.kind, got.rating) == (Kind.RATING, rating)


@each_row(listed(STORIES))
def test_a_story_in_spanish_stops_nobody(story: str) -> None:
    for expects in (None, *Expects):
        assert understand(story, expects).kind not in (Kind.STOP, Kind.START, Kind.HELP)
    assert understand(story, Expects.NOTE) == Meaning(Kind.NOTE, note=story)


def test_a_wish_to_end_it_that_may_be_a_wish_to_die_stops_nothing() -> None:
    for expects in (None, *Expects):
        meaning = understand("Quiero terminar con esto", expects, care=CARE)
        assert (meaning.kind, meaning.note) == (Kind.SUPPORT, "Quiero terminar con esto")
        assert meaning.in_danger


def test_what_comes_after_the_answer_is_kept() -> None:
    assert understand("Hecho 4", Expects.DONE) == Meaning(Kind.DONE, 4)
    assert understand("Dos, fue un mal rato", Expects.RATING) == Meaning(Kind.RATING, 2, "fue un mal rato")
    assert understand("No pude, hoy fue largo", Expects.DONE) == Meaning(Kind.NOT_DONE, note="hoy fue largo")
