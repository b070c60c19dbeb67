import base64
import json

from mcap.reader import make_reader


def test_messages(exported, expected, provenance):
    for index, e in enumerate(expected):
        with open(exported / "mcap" / f"episode-{index:06d}.mcap", "rb") as file:
            reader = make_reader(file)
            by_topic: dict[str, list] = {}
            times = []
            for schema, channel, message in reader.iter_messages():
                by_topic.setdefault(channel.topic, []).append(json.loads(message.data))
                times.append(message.log_time)
            metadata = {record.name: record.metadata for record in reader.iter_metadata()}
            schemas = {schema.name for schema in reader.get_summary().schemas.values()}
        assert times == sorted(times)
        assert "foxglove.CompressedImage" in schemas
        assert [message["position"] for message in by_topic["/state"]] == e.state.tolist()
        assert [message["value"] for message in by_topic["/action"]] == e.action.tolist()
        assert [message["reward"] for message in by_topic["/action"]] == e.reward.tolist()
        for camera, jpegs in e.jpegs.items():
            images = by_topic[f"/cameras/{camera}"]
            assert [base64.b64decode(image["data"]) for image in images] == jpegs
            assert {image["format"] for image in images} == {"jpeg"}
        *phases, end = by_topic["/events"]
        assert [phase["phase"] for phase in phases] == [
            name for row, name in enumerate(e.phase) if row == 0 or name != e.phase[row - 1]
        ]
        assert (end["terminated"], end["truncated"]) == (e.terminated, not e.terminated)
        assert metadata["retrace"]["episodeId"] == e.id
        assert json.loads(metadata["retrace"]["provenance"]) == provenance
