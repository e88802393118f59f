const { sessions } = globalThis.sessionchart;
const show = (id, text) => {
  document.getElementById(id).textContent = text ?? 'none';
};

const showSession = () => {
  const session = sessions.getSession();
  show('id', session?.id);
  show('previous', session?.previousId);
};

sessions.subscribe(({ type, session, atMs }) => {
  showSession();
  const line = document.createElement('li');
  line.textContent = [new Date(atMs).toLocaleTimeString(), type, session.endReason ?? session.startReason, session.id.slice(0, 8)].join(
    ' ',
  );
  document.getElementById('changes').append(line);
});
// The session may have started before this script was there.
showSession();
document.getElementById('end').addEventListener('click', () => sessions.end());
