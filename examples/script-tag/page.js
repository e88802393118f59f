const { sessions } = globalThis.sessionchart;
const show = (id, text) => {
  document.getElementById(id).textContent = text ?? 'none';
};

sessions.subscribe(({ type, session, atMs }) => {
  const current = sessions.getSession();
  show('id', current?.id);
  show('previous', current?.previousId);
  const line = document.createElement('li');
  line.textContent = [new Date(atMs).toLocaleTimeString(), type, session.endReason ?? session.startReason, session.id.slice(0, 8)].join(
    ' ',
  );
  document.getElementById('changes').append(line);
});
document.getElementById('end').addEventListener('click', () => sessions.end());
