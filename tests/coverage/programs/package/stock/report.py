"""Reports of an inventory, as text and as comma-separated values."""

import csv
import io


def table(inventory):
    if not len(inventory):
        return "nothing is there"
    width = max(len(item.name) for item in inventory)
    lines = [f"{item.name:<{width}}  {item.count:>4}  {item.value!s:>12}" for item in inventory]
    lines.append("-" * len(lines[0]))
    lines.append(f"{'total':<{width}}        {inventory.value!s:>12}")
    return "\n".join(lines)


def to_csv(inventory):
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(["name", "price", "count"])
    for item in inventory:
        writer.writerow([item.name, item.price, item.count])
    return stream.getvalue()


def warnings(inventory, least=2):
    for item in inventory:
        match item.count:
            case 0:
                yield f"{item.name} is gone"
            case count if count < least:
                yield f"only {count} {item.name}"
            case _:
                continue


def never_called(inventory):
    for item in inventory:
        print(item)
    return None
