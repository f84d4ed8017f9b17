FROM python:3.13-slim AS build
COPY . /source
RUN python3 -m venv /opt/inventory && /opt/inventory/bin/pip install --no-cache-dir --constraint /source/constraints.txt '/source[notify]'

FROM python:3.13-slim
COPY --from=build /opt/inventory /opt/inventory
RUN useradd --create-home --uid 10001 inventory
ENV PATH="/opt/inventory/bin:$PATH"
USER 10001
WORKDIR /work
ENTRYPOINT ["inventory"]
