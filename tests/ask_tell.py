# SPDX-License-Identifier: GPL-3.0-or-later
"""
Clients of `rungtop serve`, for e2e_ask.sh: ask_tell.py RUNGTOP WHAT. Each WHAT is a function
below; it raises when something is not as it should be.
"""
import json, os, random, signal, socket, subprocess, sys, time

RUNGTOP = sys.argv[1]
STUDY = """
name: asked
metric: {name: loss, goal: minimize}
objective: {kind: clients, fence: %g, resume: %s, metrics: [other]}
scheduler: {name: %s}
parameters: {x: {min: -5.0, max: 5.0}, kind: {values: [a, b]}}
"""


def loss(x, epoch):
    return abs(x) + 8 / (epoch + 1)


class Client:
    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(path)
        self.lines = self.socket.makefile("rw")

    def send(self, do, **fields):
        try:
            self.lines.write(json.dumps({"do": do, **fields}) + "\n")
            self.lines.flush()
        except BrokenPipeError:
            pass

    def hear(self):
        try:
            line = self.lines.readline()
        except ConnectionResetError:
            line = ""
        return json.loads(line) if line else {"is": "gone"}

    def request(self, do, **fields):
        self.send(do, **fields)
        return self.hear()

    def ask(self, **fields):
        answer = self.request("ask", **fields)
        assert answer["is"] == "task", answer
        return answer

    def report(self, task, epoch, **fields):
        return self.request("report", trial=task["trial"], epoch=epoch,
                            loss=loss(task["config"]["x"], epoch), **fields)

    def train(self, task):
        """All of it; the epochs that were reported."""
        epoch = task["from"]
        goes_on = True
        while goes_on:
            epoch += 1
            answer = self.report(task, epoch)
            assert answer["is"] == "heard", answer
            goes_on = answer["goes_on"]
        return epoch

    def leave(self):
        try:
            self.lines.close()
        except BrokenPipeError:
            pass
        self.socket.close()


class Server:
    def __init__(self, *options, study=None, fence=60, resume="hold",
                 scheduler="asha, min: 1, max: 9, eta: 3"):
        self.clients = []
        if study is None:
            study = "asked.yaml"
            with open(study, "w") as f:
                f.write(STUDY % (fence, resume, scheduler))
        self.process = subprocess.Popen(
            [RUNGTOP, "serve", study, "--socket", "asked.sock", *options],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        line = self.process.stderr.readline()
        assert line == "rungtop: clients come to asked.sock\n", line

    def client(self):
        self.clients.append(Client("asked.sock"))
        return self.clients[-1]

    def ends(self, status):
        for client in self.clients:
            client.leave()
        out, err = self.process.communicate()
        assert self.process.returncode == status, (self.process.returncode, out, err)
        assert not os.path.exists("asked.sock")
        self.result = dict(line.split(": ", 1) for line in out.splitlines())
        return self.result


def loop():
    s = Server("--trials", "30", "-o", "client.db", scheduler=sys.argv[3])
    c = s.client()
    had = {}
    while (task := c.request("ask"))["is"] == "task":
        assert task["from"] == task["known"] == had.get(task["trial"], 0), task
        had[task["trial"]] = c.train(task)
    assert task["is"] == "finished" and task["trials"] == 30, task
    best = c.request("best")["best"]
    assert best == task["best"] and best["epoch"] == had[best["trial"]], best
    assert c.request("ask")["is"] == "finished"
    assert c.request("pause")["is"] == "refused"
    c.leave()
    result = s.ends(0)
    assert int(result["incumbent trial"]) == best["trial"], result


def sockets():
    """Only the user may connect; an old socket is replaced, and a living one is not."""
    old = socket.socket(socket.AF_UNIX)
    old.bind("asked.sock")
    old.close()
    s = Server("-o", "none")
    assert os.stat("asked.sock").st_mode & 0o777 == 0o600
    again = subprocess.run([RUNGTOP, "serve", "asked.yaml", "--socket", "asked.sock"],
                           stdin=subprocess.DEVNULL, capture_output=True, text=True)
    assert again.returncode == 2 and "another program answers there" in again.stderr, again
    assert not os.path.exists("asked.db")
    c = s.client()
    c.socket.sendall(b'{"do": "ping"}\n{"do": "ping"')
    assert c.hear() == {"is": "pong"}
    c.socket.sendall(b', "id": 1}')
    c.socket.shutdown(socket.SHUT_WR) # a last line without its end, and an answer all the same
    assert c.hear() == {"is": "pong", "id": 1} and c.hear() == {"is": "gone"}
    s.client().request("stop")
    s.ends(0)


def fence():
    """A silent client loses its task, and one that has gone; it hears of that."""
    s = Server("--trials", "2", fence=0.05, resume="checkpoint")
    a, b = s.client(), s.client()
    a.request("hello", name="a")
    b.request("hello", name="b", fence=60)
    task = a.ask()
    assert a.report(task, 1)["goes_on"] is False
    task = a.ask()
    taken = b.ask()
    if taken["trial"] != task["trial"]:
        taken = b.ask()
    assert taken["trial"] == task["trial"] and taken["config"] == task["config"]
    late = a.report(task, 1)
    assert late["is"] == "heard" and not late["goes_on"] and "no longer" in late["why"], late
    shown = b.request("trial", trial=task["trial"])
    assert shown["client"] == "b", shown
    b.leave()
    c = s.client()
    assert c.request("hello", fence=30)["fence"] == 30
    c.request("stop")
    assert s.ends(0)["reason"] == "user"


def crash():
    """A task that ends three clients in a row fails; others do not know it."""
    s = Server("-w", "1", fence=0.02)
    for i in range(3):
        c = s.client()
        task = c.ask()
        assert task["trial"] == 0 and task["known"] == 0, task
        c.leave()
    c = s.client()
    assert c.ask()["trial"] == 1
    trial = c.request("trial", trial=0)
    assert trial["state"] == "failed" and "been away" in trial["why"], trial
    c.request("stop")
    s.ends(0)


def again():
    """A new connection goes on with the tasks of one that has gone."""
    s = Server(scheduler="random, max: 3")
    a = s.client()
    task = a.ask()
    a.report(task, 1)
    a.leave()
    b = s.client()
    assert b.report(task, 2)["goes_on"] and not b.report(task, 3)["goes_on"]
    assert b.request("trial", trial=0)["state"] == "completed"
    task = b.ask()
    assert b.request("release", trial=task["trial"])["goes_on"] is False
    c = s.client()
    assert c.ask()["trial"] == task["trial"]
    b.request("stop")
    s.ends(0)


def steer():
    s = Server("--set", "stop.trials=50")
    c = s.client()
    assert c.request("enqueue", config={"x": 2.5, "kind": "b"})["is"] == "done"
    assert c.request("enqueue", config="x=-1 kind=a")["is"] == "done"
    assert c.ask()["config"] == {"x": 2.5, "kind": "b"}
    task = c.ask()
    assert task["config"] == {"x": -1, "kind": "a"}, task
    for wrong in ({"x": 9}, {"z": 1}, "x", "x=1 x=2"):
        assert c.request("enqueue", config=wrong)["is"] == "refused", wrong
    assert c.request("pause") == {"is": "done", "do": "pause"}
    assert c.report(task, 1)["goes_on"] is False
    assert c.request("ask", wait=False) == {"is": "wait"}
    assert c.request("status")["phase"] == "paused"
    c.send("ask", id="later")
    assert c.request("resume", id=7)["id"] == 7
    assert c.hear()["id"] == "later"
    assert c.request("kill", trial=99)["why"] == "there is no such trial"
    assert c.request("kill", trial=1)["is"] == "done"
    assert c.request("trial", trial=1)["state"] == "killed"
    assert c.request("switch", scheduler={"name": "median", "min": 1})["is"] == "done"
    assert c.request("status")["scheduler"].startswith("median ")
    assert "asah" in c.request("switch", scheduler="asah")["why"]
    assert c.request("limits", stop={"trials": 40, "epochs": None})["is"] == "done"
    assert "trails" in c.request("limits", stop="trails=3")["why"]
    assert c.request("note", text="half way")["is"] == "done"
    assert c.request("workers", number=2)["is"] == "done"
    assert c.request("ask", wait=0)["is"] == "wait"
    listed = c.request("list", state="killed")
    assert [t["trial"] for t in listed["trials"]] == [1], listed
    assert c.request("list", first=1, count=1)["next"] == 2
    assert c.request("stop")["is"] == "done"
    assert c.request("ask")["is"] == "finished"
    s.ends(0)


def kinds():
    """How a task can end."""
    s = Server(scheduler="random, max: 4")
    c = s.client()
    for epoch, fields, state in ((1, {"done": True}, "completed"), (4, {}, "completed"),
                                 (1, {"loss": None}, "diverged"),
                                 (1, {"loss": "nan"}, "diverged"),
                                 (2, {"loss": float("inf")}, "diverged")):
        task = c.ask()
        for e in range(1, epoch):
            assert c.report(task, e)["goes_on"]
        c.send("report", **{"trial": task["trial"], "loss": 1, **fields})
        assert c.hear()["goes_on"] is False
        assert c.request("trial", trial=task["trial"])["state"] == state, (fields, state)
    for do, fields, state, why in (
            ("fail", {"why": "CUDA out of memory. Tried to allocate 1 GiB"}, "failed",
             "out of GPU memory"),
            ("fail", {"why": "no data"}, "failed", "no data"),
            ("fail", {"why": "too slow", "infeasible": True}, "diverged", "too slow"),
            ("done", {}, "failed", "done without a report")):
        task = c.ask()
        assert c.request(do, trial=task["trial"], **fields)["goes_on"] is False
        trial = c.request("trial", trial=task["trial"])
        assert trial["state"] == state and why in trial["why"], trial
    task = c.ask()
    for fields, why in (({"epoch": 2}, "the next one of trial 9 is 1"),
                        ({"epoch": 0}, "counted from 1"), ({"loss": "big"}, "loss"),
                        ({"loss": {}}, "loss"), ({"epoch": 1.5}, "epoch")):
        answer = c.request("report", **{"trial": task["trial"], "loss": 1, **fields})
        assert answer["is"] == "refused" and why in answer["why"], (fields, answer)
    assert c.request("report", trial=task["trial"], other=2)["why"] == "a report must have loss"
    assert c.request("report", trial=task["trial"], loss=1, other=2)["goes_on"]
    assert c.request("trial", trial=task["trial"])["curve"] == {"loss": [1.0], "other": [2.0]}
    c.request("stop")
    s.ends(0)


def slow():
    """One that does not read keeps no other waiting; its answers are bounded."""
    s = Server("--trials", "100", scheduler="random, max: 1")
    slow, c = s.client(), s.client()
    slow.socket.setblocking(False)
    try:
        while True:
            slow.socket.send(b'{"do": "hello"}\n' * 1000)
    except BlockingIOError:
        pass
    while (task := c.request("ask"))["is"] == "task":
        c.train(task)
    assert task["trials"] == 100, task
    slow.socket.close()
    c.leave()
    s.ends(0)


def signalled():
    s = Server("--trials", "100")
    c = s.client()
    c.ask()
    waits = s.client()
    s.process.send_signal(signal.SIGTERM)
    while (answer := waits.request("ask"))["is"] == "task":
        pass
    assert answer["is"] in ("finished", "gone"), answer
    s.ends(128 + signal.SIGTERM)


def client_until_killed(seed):
    c = Client("asked.sock")
    c.request("hello", name="client %d" % seed, fence=0.1)
    done = {}
    while (task := c.request("ask"))["is"] == "task":
        epoch = task["from"]
        while True:
            epoch += 1
            os.write(1, b".") # the other side counts, and kills
            answer = c.report(task, epoch)
            if not answer["goes_on"]:
                break
    os._exit(0)


def killed():
    """Four clients, killed at random, until the study has its trials."""
    seed = int(sys.argv[4]) if len(sys.argv) > 4 else 1
    draw = random.Random(seed)
    s = Server("--trials", "40", "-o", "killed.db", scheduler=sys.argv[3])
    clients, kills = {}, 0
    while True:
        while len(clients) < 4:
            out, into = os.pipe()
            pid = os.fork()
            if not pid:
                os.dup2(into, 1)
                os.close(out)
                client_until_killed(kills)
            os.close(into)
            clients[pid] = out
        pid = draw.choice(list(clients))
        ended = False
        for _ in range(draw.randint(1, 6)):
            ended = ended or not os.read(clients[pid], 1)
        if not ended:
            os.kill(pid, signal.SIGKILL)
            kills += 1
        os.close(clients.pop(pid))
        os.waitpid(pid, 0)
        if ended:
            break
    for pid, out in clients.items():
        os.close(out)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    result = s.ends(0)
    print("seed %d: %d kills, %s epochs" % (seed, kills, result["epochs"]))


def torn():
    """The server is killed; the study goes on in its file."""
    s = Server("--trials", "20", "-o", "torn.db")
    c = s.client()
    for _ in range(12):
        c.train(c.ask())
    task = c.ask()
    time.sleep(0.3) # what is recorded by then is kept
    s.process.kill()
    s.process.wait()
    assert os.path.exists("asked.sock")
    s = Server(study="torn.db")
    c = s.client()
    again = c.ask()
    assert again["trial"] == task["trial"] and again["config"] == task["config"], again
    assert again["from"] == 0 and again["known"] == task["known"], again
    c.train(again)
    while (task := c.request("ask"))["is"] == "task":
        c.train(task)
    assert task["trials"] == 20, task
    c.leave()
    s.ends(0)


globals()[sys.argv[2]]()
