"""What maps of policies give for the paths of layers: those of Keras's documentation, and patterns drawn at random."""

import random
import warnings

import keras

from .fixture import Fixture

POLICIES = ["float32", "bfloat16", "float16", "mixed_bfloat16", "mixed_float16", "float64"]
COUNT = 120
LOOKUPS = 8

# Keys, and paths to look up.
GIVEN = [
    (
        ["encoder/layer_0/dense", "encoder/.*", "decoder"],
        ["encoder/layer_0/dense", "encoder/attention/query", "decoder/attention", "decoder", "encoder"],
    ),
    (["encoder/.*", "encoder/attention/.*"], ["encoder/attention/query", "encoder/dense"]),
    ([r".*/dense_\d+", r"[a-c_/-]+"], ["net/dense_10", "net/dense_", "dense_1", "a/b-c_", "a/d"]),
    ([r"(?!.*logits).*"], ["net/logits", "net/dense", "", "logits/a"]),
    ([r"net/(?=dense).*_[^0-3]$", r"^net/(?:conv|pool){2,3}"], ["net/dense_4", "net/dense_3", "net/convpool", "net/conv"]),
    ([r"a{2}b{,2}c{1,}d{3", r"\w+\.\w+", r"x\/\D\S\W"], ["aabbcd{3", "aacd{3", "aabbbcd{3", "a.b", "ab", "x/ab/", "x/1b/"]),
    ([r"[]a]+", r"[^]a]+", r"é+.|[α-ω]"], ["a]", "bc", "éé☃", "λ", "Λ"]),
    ([r"a.c"], ["a\nc", "a c"]),
    (["(a"], ["(a", "a", "b"]),
    (["a)"], ["a)", "a"]),
    (["a**"], ["a", "b"]),
    (["[b-a]"], ["a", "[b-a]"]),
    (["*a", "b"], ["a", "b"]),
    (["a\\"], ["a", "a\\"]),
    (["[a"], ["a", "[a"]),
    ([r"a{3,2}"], ["aaa"]),
]


def pattern(draw, depth=0):
    """A regular expression over few characters, so that it often matches."""
    parts = []
    for _ in range(draw.randint(1, 3)):
        kind = draw.randint(0, 9 if depth < 2 else 6)
        if kind < 3:
            part = draw.choice("ab/")
        elif kind < 6:
            part = draw.choice([".", "[ab]", "[^b]", r"\w", r"\W", r"[a-b/]", r"\d", "[^/]"])
        elif kind == 6:
            parts.append(draw.choice(["", "^", "$", "(?=a)", "(?!b)"]))
            continue
        else:
            part = draw.choice(["(", "(?:"]) + pattern(draw, depth + 1) + ")"
        parts.append(part + draw.choice(["", "", "*", "+", "?", "{2}", "{1,2}", "{1,}", "*?", "+?"]))
    text = "".join(parts)
    return text + "|" + pattern(draw, depth + 1) if draw.random() < 0.15 else text


def record():
    warnings.simplefilter("ignore")
    fixture = Fixture()
    for number, (keys, paths) in enumerate(GIVEN):
        record_one(fixture, f"given{number}", keys, paths, "float32")
    for number in range(COUNT):
        draw = random.Random(number)
        keys = list(dict.fromkeys(pattern(draw) for _ in range(draw.randint(1, 3))))
        paths = ["".join(draw.choice("ab/") for _ in range(draw.randint(0, 5))) for _ in range(LOOKUPS)]
        record_one(fixture, f"drawn{number}", keys, paths, draw.choice(POLICIES))
    return fixture


def record_one(fixture, name, keys, paths, default):
    policies = {key: POLICIES[(i + 1) % len(POLICIES)] for i, key in enumerate(keys)}
    policy_map = keras.dtype_policies.DTypePolicyMap(default_policy=keras.DTypePolicy(default))
    for key, policy in policies.items():
        policy_map[key] = policy

    def look_up(path):
        try:
            return policy_map[path].name
        except Exception:
            return None

    fixture.add(
        name,
        policies=[{"key": key, "policy": policy} for key, policy in policies.items()],
        default=default,
        lookups=[{"path": path, "policy": look_up(path)} for path in paths],
        json=keras.dtype_policies.serialize(policy_map) if name.startswith("given") else None,
    )
