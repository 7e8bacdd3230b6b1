"""Runs the functions of a LocalStack without Docker: each environment is a Node.js process, runner.mjs, on this machine.

Selected by LAMBDA_RUNTIME_EXECUTOR=host. HOST_EXECUTOR_NODE is the Node.js, HOST_EXECUTOR_RUNNER the runner.mjs.
"""

import json
import os
import selectors
import subprocess
import threading
import time

from localstack import config
from localstack.services.lambda_.invocation.executor_endpoint import StatusErrorException
from localstack.services.lambda_.invocation.lambda_models import InvocationResult
from localstack.services.lambda_.invocation.plugins import RuntimeExecutorPlugin
from localstack.services.lambda_.invocation.runtime_executor import RuntimeExecutor

# What runner.mjs writes into its log before it answers: all lines of the invocation are there then.
END_OF_LOG = b"\0\n"

# AWS gives the init phase 10 seconds; here, many environments that start at once share the processors.
INIT_SECONDS = 60


class HostRuntimeExecutor(RuntimeExecutor):
    """One execution environment. A process that timed out or ended is replaced by the next invocation."""

    def __init__(self, id, function_version):
        super().__init__(id=id, function_version=function_version)
        self.environment = {}
        self.process = None
        self.log_lines = []
        self.log_ended = threading.Event()
        self.lock = threading.Lock()

    def start(self, env_vars):
        self.environment = {name: str(value) for name, value in env_vars.items()}
        self._spawn()

    def stop(self):
        self._kill()

    def get_address(self):
        return "127.0.0.1"

    def get_endpoint_from_executor(self):
        return "127.0.0.1"

    def get_runtime_endpoint(self):
        return f"http://127.0.0.1:{config.GATEWAY_LISTEN[0].port}"

    def get_logs(self):
        return "".join(self.log_lines)

    def invoke(self, payload):
        with self.lock:
            if self.process is None or self.process.poll() is not None:
                self._kill()
                self._spawn()
            request_id = payload["invoke-id"]
            seconds = int(self.function_version.config.timeout)
            started = time.time()
            self.log_lines.clear()
            self.log_ended.clear()
            self._send({**payload, "deadline": int((started + seconds) * 1000)})
            body, failed = self._answer(request_id, self._receive(seconds), seconds)
            milliseconds = (time.time() - started) * 1000
            self.log_ended.wait(1)
            logs = "".join(
                [
                    f"START RequestId: {request_id} Version: {self.function_version.id.qualifier}\n",
                    *self.log_lines,
                    f"END RequestId: {request_id}\n",
                    f"REPORT RequestId: {request_id}\tDuration: {milliseconds:.2f} ms\n",
                ]
            )
            text = json.dumps(body, separators=(",", ":"))
            return InvocationResult(request_id, text.encode(), is_error=failed, logs=logs)

    @classmethod
    def prepare_version(cls, function_version):
        if not str(function_version.config.runtime or "").startswith("nodejs"):
            raise NotImplementedError("LocalStack without Docker runs nodejs functions only")
        function_version.config.code.prepare_for_execution()

    @classmethod
    def cleanup_version(cls, function_version):
        function_version.config.code.destroy_cached()

    @classmethod
    def validate_environment(cls):
        return True

    def _spawn(self):
        requests, self.requests = os.pipe()
        self.responses, responses = os.pipe()
        self.received = b""
        config = self.function_version.config
        self.process = subprocess.Popen(
            [
                os.environ["HOST_EXECUTOR_NODE"],
                f"--max-old-space-size={config.memory_size}",
                os.environ["HOST_EXECUTOR_RUNNER"],
                str(requests),
                str(responses),
            ],
            env={
                **self.environment,
                "PATH": os.environ["PATH"],
                "LAMBDA_TASK_ROOT": str(config.code.get_unzipped_code_location()),
                "AWS_EXECUTION_ENV": f"AWS_Lambda_{config.runtime}",
                "TZ": "UTC",
            },
            pass_fds=(requests, responses),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        os.close(requests)
        os.close(responses)
        threading.Thread(target=self._read_log, args=(self.process,), daemon=True).start()
        message = self._receive(INIT_SECONDS) or {}
        if "ready" not in message:
            self._kill()
            error = message.get("error", {"errorType": "Runtime.ExitError", "errorMessage": self.get_logs()})
            raise StatusErrorException("Environment startup failed", payload=json.dumps(error).encode())

    def _answer(self, request_id, message, seconds):
        """The function's answer, and whether it is an error."""
        if message is None:
            self._kill()
            now = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime())
            return {"errorMessage": f"{now} {request_id} Task timed out after {seconds}.00 seconds"}, True
        if "ended" in message:
            self._kill()
            return {"errorType": "Runtime.ExitError", "errorMessage": f"RequestId: {request_id} Error: Runtime exited"}, True
        if "error" in message:
            return message["error"], True
        return message["result"], False

    def _send(self, message):
        data = (json.dumps(message) + "\n").encode()
        while data:
            data = data[os.write(self.requests, data) :]

    def _receive(self, seconds):
        """The runner's next line; None where it takes longer."""
        deadline = time.time() + seconds
        with selectors.DefaultSelector() as selector:
            selector.register(self.responses, selectors.EVENT_READ)
            while b"\n" not in self.received:
                left = deadline - time.time()
                if left <= 0 or not selector.select(left):
                    return None
                chunk = os.read(self.responses, 1 << 16)
                if not chunk:
                    return {"ended": True}
                self.received += chunk
        line, self.received = self.received.split(b"\n", 1)
        return json.loads(line)

    def _read_log(self, process):
        for line in process.stdout:
            if line == END_OF_LOG:
                self.log_ended.set()
            else:
                self.log_lines.append(line.decode(errors="replace"))
        self.log_ended.set()

    def _kill(self):
        if self.process is None:
            return
        self.process.kill()
        self.process.wait()
        os.close(self.requests)
        os.close(self.responses)
        self.process = None


class HostRuntimeExecutorPlugin(RuntimeExecutorPlugin):
    name = "host"

    def load(self, *args, **kwargs):
        return HostRuntimeExecutor
