"""Images, recordings and films from an API that speaks like OpenAI's."""

from __future__ import annotations

import asyncio
import base64
import binascii
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import openai
from openai import AsyncOpenAI
from openai.types import ImagesResponse, Video

from flywheel.ai.assignment import Assignment
from flywheel.ai.errors import GenerationRefusedError, ProviderUnavailableError
from flywheel.ai.hygiene import cleaned
from flywheel.ai.image_size import image_size, image_type
from flywheel.ai.openai_responses import openai_error
from flywheel.ai.provider import Media
from flywheel.ai.usage import Usage
from flywheel.ai.vendors import Vendor

_DEFAULT_VOICE = "alloy"
_POLL_SECONDS = 5.0
_SIZE = re.compile(r"(\d{2,5})x(\d{2,5})\Z")
_AUDIO_TYPES = {"audio/mpeg", "audio/mp3", "application/octet-stream"}


class OpenAIMedia:
    """Makes files with `/v1/images/generations`, `/v1/audio/speech` and `/v1/videos`.

    Parameters
    ----------
    client
        Of the server.
    vendor
        Whom errors speak of.
    timeout
        Most seconds for an image or a recording.
    video_timeout
        Most seconds until a film is ready.
    poll_seconds
        Seconds between two looks at a film that is being made.
    """

    def __init__(
        self,
        client: AsyncOpenAI,
        vendor: Vendor,
        *,
        timeout: float,
        video_timeout: float,
        poll_seconds: float = _POLL_SECONDS,
    ) -> None:
        self._client = client
        self._vendor = vendor
        self._timeout = timeout
        self._video_timeout = video_timeout
        self._poll_seconds = poll_seconds

    async def make(self, assignment: Assignment) -> Media:
        """Make what the assignment's kind says; see `flywheel.ai.provider.Provider.make`."""
        text = cleaned(assignment.prompt_text).strip()
        size = len(text.encode())
        if not text or size > assignment.max_input_bytes:
            raise GenerationRefusedError(
                f"the text has {size} bytes; 1 to {assignment.max_input_bytes} were reserved for",
                "Shorten the request." if text else "Say what is wanted.",
                usage=Usage(),
            )
        maker = {"image": self._image, "voice": self._voice, "video": self._video}.get(
            assignment.kind
        )
        if maker is None:
            raise GenerationRefusedError(
                f"OpenAI makes no files of the kind {assignment.kind}", usage=Usage()
            )
        limit = self._video_timeout if assignment.kind == "video" else self._timeout
        try:
            async with asyncio.timeout(limit):
                return await maker(assignment, text)
        except TimeoutError as error:
            raise self._vendor.broken(f"was not ready within {limit:g} s") from error
        except openai.OpenAIError as error:
            raise openai_error(self._vendor, error) from error

    async def _image(self, assignment: Assignment, text: str) -> Media:
        wishes = _wishes(assignment, "size", "quality")
        response = await self._client.images.generate(
            model=assignment.model, prompt=text, n=1, output_format="png", **wishes
        )
        usage = _image_usage(response, assignment, len(text.encode()))
        image = response.data[0] if response.data else None
        if image is None or not image.b64_json:
            # Fetching an address that a server names would reach into our own network.
            raise GenerationRefusedError(
                "the image did not come with the answer, as b64_json", usage=usage
            )
        try:
            content = base64.b64decode(image.b64_json, validate=True)
        except binascii.Error as error:
            raise ProviderUnavailableError("the image is not valid base64", usage=usage) from error
        mime_type = image_type(content)
        if mime_type is None:
            raise GenerationRefusedError("the file is not an image", usage=usage)
        size = image_size(content) or _named_size(wishes.get("size"))
        details: dict[str, int | float] = {}
        if size is not None:
            details = {"width": size[0], "height": size[1]}
        return Media(content, mime_type, usage, details)

    async def _voice(self, assignment: Assignment, text: str) -> Media:
        voice = str(assignment.options.get("voice") or _DEFAULT_VOICE)
        response = await self._client.audio.speech.create(
            model=assignment.model, input=text, voice=voice, response_format="mp3"
        )
        usage = Usage(input_characters=len(text))
        content = response.content
        told = response.response.headers.get("content-type", "audio/mpeg").split(";")[0]
        if not content or told not in _AUDIO_TYPES:
            raise ProviderUnavailableError(f"the recording came as {told}, empty", usage=usage)
        return Media(content, "audio/mpeg", usage)

    async def _video(self, assignment: Assignment, text: str) -> Media:
        seconds = assignment.options.get("seconds")
        wishes = _wishes(assignment, "size")
        if seconds is not None:
            wishes["seconds"] = str(seconds)
        with _without_sora_warning():
            creation = self._client.videos.create(model=assignment.model, prompt=text, **wishes)
        video = await creation
        try:
            video = await self._finished(video)
            with _without_sora_warning():
                download = self._client.videos.download_content(video.id)
            answer = await download
        except openai.OpenAIError as error:
            failed = openai_error(self._vendor, error)
            failed.usage = None  # the film is being made or is made, and so it is paid for
            raise failed from error
        length = _whole_seconds(getattr(video, "seconds", None)) or int(seconds or 0)
        usage = Usage(output_seconds=length)
        content = answer.content
        mime_type = answer.response.headers.get("content-type", "video/mp4").split(";")[0]
        if not content or not mime_type.startswith(("video/", "application/octet-stream")):
            raise ProviderUnavailableError(f"the film came as {mime_type}", usage=usage)
        details: dict[str, int | float] = {"duration_seconds": length}
        if size := _named_size(getattr(video, "size", None)):
            details |= {"width": size[0], "height": size[1]}
        if mime_type == "application/octet-stream":
            mime_type = "video/mp4"
        return Media(content, mime_type, usage, details)

    async def _finished(self, video: Video) -> Video:
        """Wait for a film; a look that fails is repeated, for the film goes on being made."""
        while video.status not in {"completed", "failed"}:
            await asyncio.sleep(self._poll_seconds)
            with _without_sora_warning():
                look = self._client.videos.retrieve(video.id)
            # The time for the whole film ends this, whatever happens.
            with suppress(
                openai.APIConnectionError, openai.InternalServerError, openai.RateLimitError
            ):
                video = await look
        if video.status == "failed":
            error = video.error
            said = f"{error.code}: {error.message}" if error else "it does not say why"
            raise GenerationRefusedError(
                f"the film was not made: {self._vendor.told(said)}", usage=Usage()
            )
        return video


def _wishes(assignment: Assignment, *names: str) -> dict[str, Any]:
    return {name: str(assignment.options[name]) for name in names if assignment.options.get(name)}


def _named_size(size: str | None) -> tuple[int, int] | None:
    found = _SIZE.match(size or "")
    return (int(found.group(1)), int(found.group(2))) if found else None


def _whole_seconds(seconds: str | None) -> int | None:
    try:
        return round(float(seconds or ""))
    except ValueError:
        return None


def _image_usage(response: ImagesResponse, assignment: Assignment, size: int) -> Usage:
    """Return the usage that the server counts, or where it says nothing, the most it can be."""
    found = response.usage
    if found is None:
        return Usage(
            input_tokens=size,
            output_tokens=assignment.max_output_tokens,
            output_image_tokens=assignment.max_output_tokens,
        )
    incoming = getattr(found, "input_tokens_details", None)
    outgoing = getattr(found, "output_tokens_details", None)
    image_tokens = getattr(outgoing, "image_tokens", None)
    return Usage(
        input_tokens=found.input_tokens,
        input_image_tokens=getattr(incoming, "image_tokens", None) or 0,
        output_tokens=found.output_tokens,
        # Older models give no details: all they put out is the image.
        output_image_tokens=found.output_tokens if image_tokens is None else image_tokens,
    )


@contextmanager
def _without_sora_warning() -> Iterator[None]:
    """Silence the client's notice that OpenAI's own films end; compatible servers go on.

    Around the call only, never around an await: filters belong to the whole process.
    """
    with warnings.catch_warnings():
        warnings.filterwarnings(
            "ignore", message="The Sora API is scheduled", category=DeprecationWarning
        )
        yield
