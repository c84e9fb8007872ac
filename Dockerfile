# Build: docker build -t bothost .      Run: docker run -p 8080:8080 -v bothost:/data --env-file .env bothost
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
# What decides the restore comes first, so that a change of code does not restore again.
COPY global.json Directory.Build.props Directory.Packages.props BannedSymbols.txt .editorconfig ./
COPY src/Conversation/Conversation.csproj src/Conversation/
COPY src/Adapters/Adapters.csproj src/Adapters/
COPY src/Simulator/Simulator.csproj src/Simulator/
COPY src/BotHost/BotHost.csproj src/BotHost/
RUN dotnet restore src/BotHost
COPY appsettings.json ./
COPY src/ src/
RUN dotnet publish src/BotHost -c Release -o /app --no-restore

FROM mcr.microsoft.com/dotnet/aspnet:10.0
# The distribution's SQLite gets its security patches; the one in the package is only a fallback (docs/adr/0003).
RUN apt-get update && apt-get install -y --no-install-recommends libsqlite3-0 && rm -rf /var/lib/apt/lists/*
COPY --from=build /app /app
# The working directory is where data/bothost.db goes: a volume, owned by the user that the process runs as.
RUN mkdir -p /data && chown $APP_UID /data
WORKDIR /data
USER $APP_UID
ENV ASPNETCORE_HTTP_PORTS=8080
EXPOSE 8080
VOLUME /data
# A stop takes up to 30 s: running answers get 25. Tell the engine so (docker stop -t 35, stop_grace_period: 35s).
STOPSIGNAL SIGTERM
ENTRYPOINT ["dotnet", "/app/BotHost.dll"]
