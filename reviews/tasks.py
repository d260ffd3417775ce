"""The tasks of rounds, scoresheets and boards. What is to be done stands in the database; a task only begins it."""

import logging

from celery import shared_task

from reviews.services import asking, board_building, claiming, leaving, measuring, round_clock

log = logging.getLogger(__name__)


@shared_task(name="reviews.tasks.build_board")
def build_board(board: int) -> None:
    """Work out the lines of a board, or their ranks. Gone, done or in other hands: passed over."""
    board_building.work_out(board)


@shared_task(name="reviews.tasks.build_boards")
def build_boards() -> None:
    """Work out every board of which nobody was told. Beat calls it twice a minute."""
    if built := board_building.work_out_waiting():
        log.info("%s selection boards were worked out", built)


@shared_task(name="reviews.tasks.measure")
def measure(rounds: list[int]) -> None:
    """Measure these rounds, where scoresheets came in and they were not measured just now. Gone or measured: passed over."""
    measuring.measure_due(rounds)


@shared_task(name="reviews.tasks.measure_due")
def measure_due() -> None:
    """Measure every round in which scoresheets came in since it was measured. Beat calls it every half minute."""
    if measured := measuring.measure_due():
        log.info("%s rounds were measured", measured)


@shared_task(name="reviews.tasks.look_after_interviews")
def look_after_interviews() -> None:
    """Ask people to choose a time, remind both sides of what is near, free times of whoever has gone. Beat: every minute."""
    freed = asking.free_gone() + asking.withdraw_of_leavers()
    asking.companions_gone()
    asked, reminded = asking.ask_to_choose(), asking.remind()
    if freed or asked or reminded:
        log.info("Interviews: %s freed, %s asked to choose a time, %s reminders", freed, asked, reminded)


@shared_task(name="reviews.tasks.rounds_by_clock")
def rounds_by_clock() -> None:
    """Open and close the rounds whose moment has come. Beat calls it every minute."""
    opened, closed = round_clock.open_due(), round_clock.close_due()
    if opened or closed:
        log.info("%s review rounds begin to open, %s were closed", opened, closed)


@shared_task(name="reviews.tasks.free_checkouts")
def free_checkouts() -> None:
    """End the checkouts whose time is over, so that others can take them. Beat calls it every minute."""
    if freed := claiming.free_expired():
        log.info("%s checkouts ended", freed)


@shared_task(name="reviews.tasks.follow_applications")
def follow_applications() -> None:
    """Take applications that ended out of the rounds that are open, whoever ended them. Beat calls it every five minutes."""
    if left := leaving.leave():
        log.info("%s applications left their rounds", left)
