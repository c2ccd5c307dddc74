"""How a text comes about, whoever writes it: one call, a check, at most one repair."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterable, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from flywheel.ai.assignment import Assignment
from flywheel.ai.checks import AnswerError, checked, demands
from flywheel.ai.errors import GenerationError, GenerationRefusedError
from flywheel.ai.outputs import Output
from flywheel.ai.prompting import Prompt, build_prompt, prompt_bytes
from flywheel.ai.provider import Written
from flywheel.ai.usage import Usage
from flywheel.ai.vendors import Vendor

Event = TypeVar("Event")

_REPAIR = """Your answer was not accepted. {fault}
Answer once more: the whole JSON object, with this put right and the rest as good as before."""


@dataclass(frozen=True)
class Turn:
    """One message of a conversation."""

    role: Literal["user", "assistant"]
    text: str


@dataclass(frozen=True)
class Answer:
    """What a model answered.

    Attributes
    ----------
    cut_off
        Whether it reached `max_output_tokens` before its end.
    """

    text: str
    usage: Usage
    cut_off: bool = False


Ask = Callable[[str, Sequence[Turn]], Awaitable[Answer]]
"""Makes one call with instructions and a conversation; raises the errors of a provider."""


async def write_checked(assignment: Assignment, ask: Ask) -> Written:
    """Write a text: ask, check, and where the answer is not as agreed ask once more.

    Raises
    ------
    GenerationRefusedError
        If the prompt is too large, the model declines, or its second answer is no better.
    ProviderUnavailableError
        If a call fails; its usage holds that of the call before it, too.
    """
    prompt = fitting_prompt(assignment)
    name, wanted = assignment.generation_type, demands(assignment)
    ask_for = [Turn("user", prompt.material)]
    first = await ask(prompt.instructions, ask_for)
    try:
        return Written(read_answer(name, wanted, first), first.usage)
    except AnswerError as error:
        fault = error
    repair = Turn("user", _REPAIR.format(fault=str(fault)))
    conversation = [*ask_for, Turn("assistant", first.text), repair]
    spare = assignment.max_input_bytes - prompt_bytes(prompt, name)
    if first.cut_off or not first.text or _size(conversation[1:]) > spare:
        # A torso teaches the model nothing, and a long answer may not be paid for.
        conversation = [*ask_for, repair]
    if _size(conversation[1:]) > spare:
        raise GenerationRefusedError(_not_as_agreed(fault), usage=first.usage)
    try:
        second = await ask(prompt.instructions, conversation)
    except GenerationError as error:
        error.usage = None if error.usage is None else first.usage + error.usage
        raise
    usage = first.usage + second.usage
    try:
        return Written(read_answer(name, wanted, second), usage, calls=2)
    except AnswerError as error:
        raise GenerationRefusedError(
            _not_as_agreed(error),
            "Say more precisely what is wanted, or choose another model.",
            usage=usage,
        ) from error


def fitting_prompt(assignment: Assignment) -> Prompt:
    """Return the prompt of an assignment whose cost is reserved.

    Raises
    ------
    GenerationRefusedError
        If more would be sent than was reserved for.
    """
    prompt = build_prompt(assignment)
    size = prompt_bytes(prompt, assignment.generation_type)
    if size > assignment.max_input_bytes:
        raise GenerationRefusedError(
            f"the prompt has {size} bytes; {assignment.max_input_bytes} were reserved for",
            "Shorten the request or the texts of the business, product, campaign or component.",
            usage=Usage(),
        )
    return prompt


def read_answer(generation_type: str, wanted: Mapping[str, Any], answer: Answer) -> Output:
    """Return the output that an answer holds.

    Parameters
    ----------
    generation_type
        A key of `flywheel.ai.outputs.OUTPUTS`.
    wanted
        What `flywheel.ai.checks.demands` says of the assignment.
    answer
        As the model gave it.

    Raises
    ------
    AnswerError
        If it is cut off or not as agreed.
    """
    if answer.cut_off:
        raise AnswerError("the answer", "It was cut off before it was complete: be briefer.")
    if not answer.text.strip():
        raise AnswerError("the answer", "It is empty.")
    return checked(generation_type, wanted, answer.text)


def worst_case(sent_bytes: int, max_output_tokens: int) -> Usage:
    """Return the usage of a call whose server does not say: no token is shorter than a byte."""
    return Usage(input_tokens=sent_bytes, output_tokens=max_output_tokens)


async def in_time(
    events: AsyncIterable[Event], vendor: Vendor, *, deadline: float, stall: float
) -> AsyncGenerator[Event]:
    """Pass on a stream's events as long as they come, and come in time.

    Only the waiting is timed: what the receiver does with an event does not count as a stall.

    Parameters
    ----------
    events
        What the vendor streams.
    vendor
        Whom the error speaks of.
    deadline
        When the last event must be there, on the clock of `time.monotonic`.
    stall
        Most seconds between two events.

    Raises
    ------
    ProviderUnavailableError
        If an event is late or the stream breaks; what the call cost is unknown.
    """
    iterator = aiter(events)
    while True:
        wait = min(stall, deadline - time.monotonic())
        try:
            async with asyncio.timeout(max(wait, 0)):
                event = await anext(iterator)
        except StopAsyncIteration:
            return
        except TimeoutError as error:
            what = f"sent nothing for {stall:g} s" if wait == stall else "took too long"
            raise vendor.broken(what) from error
        except Exception as error:  # a client's, its HTTP library's, or of broken JSON
            raise vendor.broken(f"broke off its answer: {error}") from error
        yield event


def _size(turns: Sequence[Turn]) -> int:
    return sum(len(turn.text.encode()) for turn in turns)


def _not_as_agreed(fault: AnswerError) -> str:
    return f"the model's answer is not as agreed: {fault}"
