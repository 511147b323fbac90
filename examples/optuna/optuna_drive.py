"""Lets Optuna search a Leeway search space: Optuna suggests, `leeway evaluate --stdin` evaluates.

    pip install optuna
    python examples/optuna/optuna_drive.py search-spaces/dit-fashion.yaml --trials 64

Nothing here knows the search space: names, values, ranges and conditions come from `leeway evaluate --describe`.
"""

import argparse
import json
import subprocess

import optuna

LEEWAY = ["npx", "leeway", "evaluate"]


class Leeway:
    """A running evaluator: assignments in, outcomes out, one JSON object a line, in the same order."""

    def __init__(self, space: str, workers: int):
        described = subprocess.run([*LEEWAY, space, "--describe"], check=True, capture_output=True, text=True)
        self.description = json.loads(described.stdout)
        self.process = subprocess.Popen(
            [*LEEWAY, space, "--stdin", "--workers", str(workers)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )

    def ask(self, assignment: dict) -> None:
        self.process.stdin.write(json.dumps(assignment) + "\n")

    def answer(self) -> dict:
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("leeway has ended; its message is above")
        return json.loads(line)

    def close(self) -> None:
        self.process.stdin.close()
        self.process.wait()


def suggest(trial: optuna.Trial, parameters: list) -> dict:
    """One assignment; parameters whose condition is not met are left out, as Leeway expects it."""
    assignment = {}
    for parameter in parameters:
        name, kind = parameter["name"], parameter["kind"]
        condition = parameter.get("activeWhen")
        if condition and assignment.get(condition["parameter"]) not in condition["values"]:
            continue
        if kind == "categorical":
            assignment[name] = trial.suggest_categorical(name, parameter["values"])
        elif kind == "ordinal":
            # Neighbouring values are alike, which Optuna can only know from integers.
            values = parameter["values"]
            assignment[name] = values[trial.suggest_int(name, 0, len(values) - 1)]
        else:
            draw = trial.suggest_int if kind == "integer" else trial.suggest_float
            assignment[name] = draw(name, parameter["low"], parameter["high"], log=parameter["scale"] == "log")
    return assignment


def enqueued(anchor: dict, parameters: list) -> dict:
    """One of Leeway's starting designs as Optuna's parameters."""
    kinds = {parameter["name"]: parameter for parameter in parameters}
    return {
        name: kinds[name]["values"].index(value) if kinds[name]["kind"] == "ordinal" else value
        for name, value in anchor.items()
    }


def tell(study: optuna.Study, trial: optuna.Trial, answer: dict) -> None:
    trial.set_user_attr("status", answer["status"])
    if answer["status"] == "scored":
        trial.set_user_attr("policyId", answer["policyId"])
        trial.set_user_attr("constraints", answer["constraints"])
        if hasattr(trial, "set_constraint"):  # Optuna 5; older ones ask the sampler's constraints_func
            for n, excess in enumerate(answer["constraints"]):
                trial.set_constraint(str(n), excess)
        study.tell(trial, answer["objectives"])
    else:
        message = answer.get("reason") or answer["error"]["message"]
        print(f"trial {trial.number}: {answer['status']}: {message}")
        study.tell(trial, state=optuna.trial.TrialState.FAIL)


def drive(study: optuna.Study, leeway: Leeway, trials: int, at_once: int) -> None:
    """Keeps `at_once` trials under way: while one is answered, the others are being evaluated."""
    parameters = leeway.description["parameters"]
    running = []
    for _ in range(trials):
        if len(running) == at_once:
            tell(study, running.pop(0), leeway.answer())
        trial = study.ask()
        leeway.ask(suggest(trial, parameters))
        running.append(trial)
    for trial in running:
        tell(study, trial, leeway.answer())


def make_sampler(seed: int) -> optuna.samplers.BaseSampler:
    if hasattr(optuna.Trial, "set_constraint"):
        return optuna.samplers.TPESampler(seed=seed)
    return optuna.samplers.TPESampler(
        seed=seed,
        constraints_func=lambda trial: trial.user_attrs.get("constraints", [1.0]),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("space", help="search space, such as search-spaces/dit-fashion.yaml")
    parser.add_argument("--trials", type=int, default=64)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--anchors", type=int, default=8, help="Leeway's starting designs to try first")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()

    leeway = Leeway(arguments.space, arguments.workers)
    objectives = leeway.description["objectives"]
    study = optuna.create_study(
        study_name="leeway",
        directions=["minimize" if o["direction"] == "minimise" else "maximize" for o in objectives],
        sampler=make_sampler(arguments.seed),
    )
    for anchor in leeway.description["anchors"][: arguments.anchors]:
        study.enqueue_trial(enqueued(anchor, leeway.description["parameters"]))
    drive(study, leeway, arguments.trials, at_once=2 * arguments.workers)
    leeway.close()

    feasible = [t for t in study.best_trials if all(c <= 0 for c in t.user_attrs["constraints"])]
    print("\t".join(["trial", *(o["metric"] for o in objectives)]))
    for trial in sorted(feasible, key=lambda t: t.values):
        print("\t".join([str(trial.number), *(f"{value:.6g}" for value in trial.values)]))


if __name__ == "__main__":
    main()
