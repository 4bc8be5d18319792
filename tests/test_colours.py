"""The sheet's colours for readers who see fewer: status never hangs on hue alone, and marks stand off the ground.

Simulation: G. M. Machado, M. M. Oliveira, L. A. F. Fernandes, A physiologically-based model for simulation of color
vision deficiency, IEEE TVCG 15 (2009), severity 1.0, in linear sRGB. Contrast as WCAG 2.2 reckons it.
"""

from __future__ import annotations

import numpy as np
import pytest

from atlas.plate.inks import inks

pytestmark = pytest.mark.fast

VISIONS = {
    "all colours": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}


def linear(colour: str) -> np.ndarray:
    value = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str, vision: np.ndarray) -> float:
    weights = np.array([0.2126, 0.7152, 0.0722])
    light = sorted(float(weights @ np.clip(vision @ linear(colour), 0, 1)) for colour in (one, other))
    return (light[1] + 0.05) / (light[0] + 0.05)


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_marks_and_letters_stand_off_the_ground(theme: str, vision: str) -> None:
    ink, seen = inks(theme), VISIONS[vision]
    for ground in (ink.land, ink.bloc, ink.sea):
        assert contrast(ink.red, ground, seen) >= 3, "what bears the name is seen on any ground (WCAG 1.4.11)"
        assert contrast(ink.ink, ground, seen) >= 4.5, "names are read on any ground (WCAG 1.4.3)"
        assert contrast(ink.quiet, ground, seen) >= 4.5


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_filled_and_hollow_differ_in_lightness(theme: str, vision: str) -> None:
    ink = inks(theme)
    assert contrast(ink.red, ink.paper, VISIONS[vision]) >= 3, "filled against hollow needs no hue"
